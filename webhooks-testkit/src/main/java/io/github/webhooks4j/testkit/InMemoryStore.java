package io.github.webhooks4j.testkit;

import static java.util.Comparator.comparing;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.store.ChainStory;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneClaim;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.Ledger;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreRules;
import io.github.webhooks4j.store.WebhookHealth;
import io.github.webhooks4j.testkit.Tables.ChainRow;
import io.github.webhooks4j.testkit.Tables.EventRow;
import io.github.webhooks4j.testkit.Tables.SettingsKey;
import io.github.webhooks4j.testkit.Tables.SettingsRow;
import io.github.webhooks4j.testkit.Tables.WebhookRow;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory for tests. It keeps the whole contract of {@link Store}, survives {@linkplain #reopen a crash}, and fails
 * when told to. Thread-safe: one call at a time.
 */
public final class InMemoryStore implements Store {

    /** What outlives this object. Also the lock: a store reopened beside a late caller of the old one takes turns with it. */
    private final Tables tables;

    // guarded by tables
    private boolean closed;
    private int commitsToFail;
    private boolean loseNextAnswer;

    /** Creates an empty store. */
    public InMemoryStore() {
        this(new Tables());
    }

    private InMemoryStore(Tables tables) {
        this.tables = tables;
    }

    /**
     * Makes the next calls of {@link #commit} throw {@link StoreException} with {@code FAILED} before anything is applied.
     *
     * @param count how many; 0 ends it
     */
    public void failNextCommits(int count) {
        synchronized (tables) {
            commitsToFail = count;
        }
    }

    /**
     * Makes the next call of {@link #commit} that is not made to fail apply everything and then throw {@link StoreException}
     * with {@code FAILED}, as when the connection is lost after the database committed.
     */
    public void failAfterNextCommit() {
        synchronized (tables) {
            loseNextAnswer = true;
        }
    }

    /**
     * Ends this store as a crash of its process would, and returns one over the same durable state: what was committed is
     * there, what was claimed is claimed by nobody. Every later call of this object throws {@code CLOSED}. May be called after
     * {@link #close} too.
     */
    public InMemoryStore reopen() {
        synchronized (tables) {
            closed = true;
            for (ChainRow row : tables.chains.all()) {
                DueKey key = row.key();
                if (key != null) {
                    tables.replace(
                            row,
                            row.withChain(StoreRules.release(row.chain(), key).after()));
                }
            }
            tables.keep();
            return new InMemoryStore(tables);
        }
    }

    @Override
    public byte[] deploymentKey(byte[] proposal) {
        return whileOpen(() -> tables.deploymentKey(proposal));
    }

    @Override
    public void save(Webhook webhook) {
        whileOpen(() -> {
            WebhookId id = webhook.id();
            WebhookRow before = tables.webhooks.get(id);
            tables.webhooks.put(id, new WebhookRow(Millis.cut(webhook), health(before, webhook)));
            var key = new SettingsKey(id, webhook.revision());
            if (tables.settings.get(key) == null) {
                tables.settings.put(key, new SettingsRow(key, webhook.settings()));
            }
            return id;
        });
    }

    /** A webhook that is enabled again begins with a clean slate. */
    private static WebhookHealth health(@Nullable WebhookRow before, Webhook after) {
        if (before == null) {
            return WebhookHealth.GOOD;
        }
        boolean enabledAgain =
                before.webhook().status() != WebhookStatus.ENABLED && after.status() == WebhookStatus.ENABLED;
        return enabledAgain ? WebhookHealth.GOOD : before.health();
    }

    @Override
    public List<Webhook> webhooks() {
        return whileOpen(() -> tables.webhooks.all().stream()
                .map(WebhookRow::webhook)
                .sorted(comparing(Webhook::createdAt)
                        .thenComparing(webhook -> webhook.id().value()))
                .toList());
    }

    @Override
    public Optional<WebhookSettings> settings(WebhookId webhook, int revision) {
        return whileOpen(() -> Optional.ofNullable(tables.settings.get(new SettingsKey(webhook, revision)))
                .map(SettingsRow::settings));
    }

    @Override
    public List<Outcome> commit(List<Change> changes, Instant now) {
        return whileOpen(() -> {
            if (commitsToFail > 0) {
                commitsToFail--;
                throw new StoreException(StoreException.Reason.FAILED, "the test made this commit fail");
            }
            var writer = new Writer(tables, Millis.cut(now));
            List<Outcome> outcomes = changes.stream().map(writer::write).toList();
            if (loseNextAnswer) {
                loseNextAnswer = false;
                tables.keep();
                throw new StoreException(StoreException.Reason.FAILED, "the test lost the answer to this commit");
            }
            return outcomes;
        });
    }

    @Override
    public List<LaneDue> lanes() {
        return whileOpen(() -> {
            var earliest = new HashMap<LaneKey, Instant>();
            for (ChainRow row : tables.chains.all()) {
                LaneKey lane = row.openLane();
                if (lane != null) {
                    earliest.merge(lane, dueAt(row), (one, other) -> one.isBefore(other) ? one : other);
                }
            }
            return earliest.entrySet().stream()
                    .map(entry -> new LaneDue(entry.getKey(), entry.getValue()))
                    .sorted(comparing(LaneDue::at)
                            .thenComparing(due -> due.lane().toString()))
                    .toList();
        });
    }

    @Override
    public Claimed claim(List<LaneClaim> claims, Instant now) {
        return whileOpen(() -> {
            var deliveries = new ArrayList<DueDelivery>();
            for (LaneClaim claim : claims) {
                unclaimed(claim.lane())
                        .filter(row -> !dueAt(row).isAfter(now))
                        .limit(claim.limit())
                        .map(this::claim)
                        .forEach(deliveries::add);
            }
            List<LaneDue> remaining = claims.stream()
                    .flatMap(claim -> earliest(claim.lane()).stream())
                    .toList();
            return new Claimed(deliveries, remaining);
        });
    }

    @Override
    public List<ChainId> overdue(Instant now, int limit) {
        return whileOpen(() -> tables.chains.all().stream()
                .filter(row -> deadline(row).stream().anyMatch(deadline -> !deadline.isAfter(now)))
                .sorted(comparing((ChainRow row) -> deadline(row).orElseThrow()).thenComparing(ChainRow::id))
                .limit(limit)
                .map(ChainRow::id)
                .toList());
    }

    @Override
    public Optional<Instant> earliestDeadline() {
        return whileOpen(() -> tables.chains.all().stream()
                .flatMap(row -> deadline(row).stream())
                .min(Comparator.naturalOrder()));
    }

    @Override
    public List<ChainId> unfinished(WebhookId webhook, int limit) {
        return whileOpen(() -> tables.chains.all().stream()
                .filter(row -> row.chain().webhook().equals(webhook))
                .filter(row -> row.chain().chain().state().isUnfinished())
                .map(ChainRow::id)
                .sorted()
                .limit(limit)
                .toList());
    }

    @Override
    public Optional<ChainStory> story(ChainId chain) {
        return whileOpen(() -> Optional.ofNullable(tables.chains.get(chain)).map(ChainRow::story));
    }

    @Override
    public List<ChainStory> stories(WebhookId webhook, @Nullable ChainId before, int limit) {
        return whileOpen(() -> tables.chains.all().stream()
                .filter(row -> row.chain().webhook().equals(webhook))
                .filter(row -> before == null || row.id().compareTo(before) < 0)
                .sorted(comparing(ChainRow::id).reversed())
                .limit(limit)
                .map(ChainRow::story)
                .toList());
    }

    @Override
    public Ledger ledger() {
        return whileOpen(tables::ledger);
    }

    @Override
    public int prune(Instant before, int limit) {
        return whileOpen(() -> new Pruning(tables).prune(before, limit));
    }

    @Override
    public void close() {
        synchronized (tables) {
            closed = true;
        }
    }

    /** Does the work as one transaction: all of it, or, if it throws, nothing. */
    private <T> T whileOpen(Supplier<T> work) {
        synchronized (tables) {
            if (closed) {
                throw new StoreException(StoreException.Reason.CLOSED, "the store is closed");
            }
            try {
                T result = work.get();
                tables.keep();
                return result;
            } finally {
                tables.takeBack();
            }
        }
    }

    private Optional<LaneDue> earliest(LaneKey lane) {
        return unclaimed(lane).findFirst().map(row -> new LaneDue(lane, dueAt(row)));
    }

    /** Returns the chains of a lane whose delivery nobody works on, the earliest due first. */
    private Stream<ChainRow> unclaimed(LaneKey lane) {
        return tables.chains.all().stream()
                .filter(row -> lane.equals(row.openLane()))
                .sorted(comparing(InMemoryStore::dueAt).thenComparing(ChainRow::id));
    }

    private DueDelivery claim(ChainRow row) {
        ChainRow claimed = row.withChain(StoreRules.claim(row.chain()));
        tables.replace(row, claimed);
        return new DueDelivery(
                Objects.requireNonNull(claimed.key()),
                due(claimed).attempt(),
                claimed.chain().webhook(),
                claimed.chain().revision(),
                body(claimed));
    }

    private EventBody body(ChainRow row) {
        EventRow event = Objects.requireNonNull(tables.events.get(row.chain().event()));
        return event.event().body();
    }

    private static Instant dueAt(ChainRow row) {
        return due(row).at();
    }

    private static Due due(ChainRow row) {
        return Objects.requireNonNull(row.chain().due());
    }

    private static Optional<Instant> deadline(ChainRow row) {
        return row.chain().chain().state() instanceof AwaitingCallback awaiting
                ? Optional.of(awaiting.deadline())
                : Optional.empty();
    }
}
