package io.github.webhooks4j.testkit;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.ClockCheck;
import io.github.webhooks4j.spi.store.ClockOffset;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.SetAsideRecords;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.Subscription;
import io.github.webhooks4j.spi.store.TransactionalStore;
import io.github.webhooks4j.spi.store.WebhookChanges;
import io.github.webhooks4j.spi.store.WebhookVersions;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.testkit.Tables.ChainRow;
import io.github.webhooks4j.testkit.Tables.EventRow;
import io.github.webhooks4j.testkit.Tables.SettingsKey;
import io.github.webhooks4j.testkit.Tables.SettingsRow;
import io.github.webhooks4j.testkit.Tables.SliceKey;
import io.github.webhooks4j.testkit.Tables.WebhookRow;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory for tests. It keeps the whole contract of {@link Store}, survives {@linkplain #reopen a crash}, may have
 * several {@linkplain #join nodes}, takes part in {@linkplain #enlist(DataSource) transactions of the application}, and fails when the
 * test asks for it. Thread-safe: one call at a time.
 */
public final class InMemoryStore implements TransactionalStore {

    /** What outlives this object. Also the lock: a reopened store and a late caller of the closed one exclude each other. */
    private final Tables tables;

    /** What the store's own clock shows; null if it uses the nodes' clocks. */
    private final @Nullable Clock clock;

    /** The clock of the node that uses this view. */
    private final Clock node;

    private final ProcessState process;

    /** What the views of one process share. Guarded by the tables. */
    private static final class ProcessState {
        private boolean closed;
        private int commitsToFail;
        private boolean loseNextResponse;
        private ClockCheck clockCheck = ClockCheck.START;
    }

    /** Creates an empty store. */
    public InMemoryStore() {
        this(new Tables(), null, Clock.systemUTC(), new ProcessState());
    }

    /** Creates an empty store that uses a clock of its own, as a database server does for its nodes. */
    public InMemoryStore(Clock clock) {
        this(new Tables(), clock, Clock.systemUTC(), new ProcessState());
    }

    private InMemoryStore(Tables tables, @Nullable Clock clock, Clock node, ProcessState process) {
        this.tables = tables;
        this.clock = clock;
        this.node = node;
        this.process = process;
    }

    @Override
    public InMemoryStore forNode(Clock clock) {
        return new InMemoryStore(tables, this.clock, Objects.requireNonNull(clock, "clock"), process);
    }

    /** Returns this store as another node sees it: it holds the same, has the same clock, and is closed on its own. */
    public InMemoryStore join() {
        return new InMemoryStore(tables, clock, node, new ProcessState());
    }

    /** Has an observer receive each unit of work from now on, of all nodes that have {@linkplain #join joined}. */
    public void observe(UnitOfWorkObserver observer) {
        synchronized (tables) {
            tables.observer = observer;
        }
    }

    /**
     * Makes the next calls of {@link #commit} throw {@link StoreException} with {@code FAILED} before anything is applied.
     *
     * @param count how many; 0 ends it
     */
    public void failNextCommits(int count) {
        synchronized (tables) {
            process.commitsToFail = count;
        }
    }

    /**
     * Makes the next call of {@link #commit} that is not made to fail apply everything and then throw {@link StoreException}
     * with {@code FAILED}, as when the connection is lost after the database committed.
     */
    public void failAfterNextCommit() {
        synchronized (tables) {
            process.loseNextResponse = true;
        }
    }

    /**
     * Ends this store as a crash of its process would, and returns one over the same durable state: what was committed is
     * there, and every claim is released. Every later call of this object throws {@code CLOSED}. May be called after
     * {@link #close} too.
     */
    public InMemoryStore reopen() {
        synchronized (tables) {
            process.closed = true;
            tables.watchers.removeAllOf(process);
            for (ChainRow row : tables.chains.all()) {
                ClaimToken key = row.key();
                if (key != null && !StoreRules.isHeldBy(row.chain(), key, StoreRules.SET_ASIDE)) {
                    tables.put(
                            row.withChain(StoreRules.release(row.chain(), key).after()));
                }
            }
            tables.keep();
            return join();
        }
    }

    /**
     * Lets this store take part in the transactions of an application under test. An event that is published through a connection of
     * the returned source is accepted once that connection has committed, and never if it is rolled back or closed before.
     *
     * <p>The two commits are not one: first {@code database} commits, then this store.
     *
     * @param database the source of the application's connections, any database
     * @return what the application uses in its place
     */
    public DataSource enlist(DataSource database) {
        return EnlistedConnection.source(this, database);
    }

    /** Does for one connection what {@link #enlist(DataSource)} does for those of a source. */
    public Connection enlist(Connection connection) {
        return EnlistedConnection.of(this, connection);
    }

    /** {@inheritDoc} The connection must be one that {@link #enlist(DataSource)} returned for this store. */
    @Override
    public MutationResult publish(Connection connection, List<NewEvent> acceptances) {
        return EnlistedConnection.publish(this, connection, acceptances, node.instant());
    }

    @Override
    public List<PublishResult> accepted(Collection<EventId> events) {
        return whileOpen(() -> events.stream()
                .map(tables.events::get)
                .filter(Objects::nonNull)
                .map(row -> new PublishResult(row.event().id(), row.known().chains(), true))
                .toList());
    }

    /** Returns what the result of the mutations would be if they were committed now, without applying them. */
    List<MutationResult> preview(List<Mutation> changes, Instant now) {
        synchronized (tables) {
            requireOpen();
            try {
                return new Writer(tables, Millis.cut(offset(now).toStore(now))).write(changes);
            } finally {
                tables.takeBack();
            }
        }
    }

    /** Returns whether two stores are nodes of one. */
    boolean isSameAs(InMemoryStore other) {
        return tables == other.tables;
    }

    /**
     * Waits until the engines on this store have nothing to do at {@code now}: no delivery of an enabled webhook is due or held by a
     * node, no chain is still to be created, and none is past its deadline. Listeners may be notified a moment later.
     *
     * @throws AssertionError if there is still something to do after {@code timeout}
     */
    public void awaitIdle(Instant now, Duration timeout) throws InterruptedException {
        synchronized (tables) {
            Patience.await(
                    tables,
                    timeout,
                    () -> isIdle(now),
                    () -> "the engines had something to do after " + timeout + ": " + tables.chainCounts() + ", "
                            + tables.sliceIndex.size() + " slices of chains to be created");
        }
    }

    private boolean isIdle(Instant now) {
        return tables.sliceIndex.isEmpty()
                && tables.chainIndex.deadlines().stream()
                        .noneMatch(row -> !ChainIndex.deadline(row).isAfter(now))
                && tables.chainIndex.lanes().stream().flatMap(this::unfinished).noneMatch(row -> isWorkAt(row, now));
    }

    private boolean isWorkAt(ChainRow row, Instant now) {
        WebhookRow webhook = tables.webhooks.get(row.chain().webhook());
        boolean enabled = webhook != null && webhook.webhook().status() == WebhookStatus.ENABLED;
        ClaimToken key = Objects.requireNonNull(row.key());
        boolean setAside = StoreRules.isHeldBy(row.chain(), key, StoreRules.SET_ASIDE);
        return enabled
                && !setAside
                && (due(row).claimed() || !ChainIndex.freeAt(row).isAfter(now));
    }

    /** What a store held at one time; immutable. */
    public static final class Snapshot {
        private final Tables.Content content;

        private Snapshot(Tables.Content content) {
            this.content = content;
        }
    }

    /** Returns what the store holds now, to be {@linkplain #restore put back} later. */
    public Snapshot snapshot() {
        return whileOpen(() -> new Snapshot(tables.content()));
    }

    /**
     * Puts back what this store held at an earlier time, under all nodes that have {@linkplain #join joined}: as when a database is
     * restored from a backup, or fails over to a server that lacks the last commits. Listeners are not notified.
     */
    public void restore(Snapshot snapshot) {
        synchronized (tables) {
            tables.restore(snapshot.content);
        }
    }

    @Override
    public byte[] signingKey(byte[] proposal) {
        return whileOpen(() -> tables.deploymentKey(proposal));
    }

    @Override
    public OptionalLong save(Webhook webhook, long basedOn) {
        Instant now = node.instant();
        return whileOpen(() -> {
            WebhookId id = webhook.id();
            WebhookRow before = tables.webhooks.get(id);
            if ((before == null ? 0 : before.change()) != basedOn) {
                return OptionalLong.empty();
            }
            Instant at = Millis.cut(offset(now).toStore(now));
            long change = tables.nextChange(at);
            tables.webhooks.put(id, new WebhookRow(Millis.cut(webhook), health(before, webhook), change, at));
            var key = new SettingsKey(id, webhook.revision());
            if (tables.settings.get(key) == null) {
                tables.settings.put(key, new SettingsRow(key, webhook.settings()));
            }
            tables.watchers.tellOthers(process, StoreListener::onWebhooksChanged);
            return OptionalLong.of(change);
        });
    }

    /** A webhook that is enabled again starts without recorded failures. */
    private static FailureStreak health(@Nullable WebhookRow before, Webhook after) {
        if (before == null) {
            return FailureStreak.NONE;
        }
        boolean enabledAgain =
                before.webhook().status() != WebhookStatus.ENABLED && after.status() == WebhookStatus.ENABLED;
        return enabledAgain ? FailureStreak.NONE : before.health();
    }

    @Override
    public List<StoredWebhook> webhooks(long since) {
        return whileOpen(() -> changedSince(since));
    }

    private List<StoredWebhook> changedSince(long since) {
        return tables.webhookIndex.changedSince(since).stream()
                .map(row -> new StoredWebhook(row.webhook(), row.change()))
                .toList();
    }

    @Override
    public WebhookChanges webhookChanges(Collection<Long> seen) {
        return whileOpen(() -> {
            boolean complete = !tables.hasChanges(seen);
            long since = complete ? WebhookVersions.NONE : Collections.min(seen);
            return new WebhookChanges(complete, changedSince(since), tables.latestChange());
        });
    }

    @Override
    public Optional<StoredWebhook> webhook(WebhookId id) {
        return whileOpen(() -> Optional.ofNullable(tables.webhooks.get(id))
                .map(row -> new StoredWebhook(row.webhook(), row.change())));
    }

    @Override
    public Set<WebhookId> failing() {
        return whileOpen(() -> tables.webhooks.all().stream()
                .filter(row -> row.health().failingSince() != null)
                .map(row -> row.webhook().id())
                .collect(toUnmodifiableSet()));
    }

    @Override
    public Optional<WebhookSettings> settings(WebhookId webhook, int revision) {
        return whileOpen(() -> Optional.ofNullable(tables.settings.get(new SettingsKey(webhook, revision)))
                .map(SettingsRow::settings));
    }

    @Override
    public List<MutationResult> commit(List<Mutation> changes) {
        return commit(changes, node.instant());
    }

    /** Commits what happened at a time. */
    List<MutationResult> commit(List<Mutation> changes, Instant now) {
        return whileOpen(() -> {
            if (process.commitsToFail > 0) {
                process.commitsToFail--;
                throw new StoreException(StoreException.Reason.FAILED, "the test made this commit fail");
            }
            ClockOffset offset = offset(now);
            var writer = new Writer(tables, Millis.cut(offset.toStore(now)));
            List<MutationResult> outcomes = writer
                    .write(changes.stream().map(offset::toStore).toList())
                    .stream()
                    .map(offset::toNode)
                    .toList();
            tables.watchers.committed(process, changes, outcomes, tables);
            if (process.loseNextResponse) {
                process.loseNextResponse = false;
                tables.keep();
                throw new StoreException(StoreException.Reason.FAILED, "the test lost the response to this commit");
            }
            return outcomes;
        });
    }

    @Override
    public List<LaneDueTime> lanes() {
        Instant now = node.instant();
        return whileOpen(() -> {
            ClockOffset offset = offset(now);
            return tables.chainIndex.lanes().stream()
                    .flatMap(lane -> earliest(lane).stream())
                    .map(offset::toNode)
                    .sorted(comparing(LaneDueTime::at)
                            .thenComparing(due -> due.lane().toString()))
                    .toList();
        });
    }

    @Override
    public ClaimResult claim(List<ClaimRequest> claims, LeaseRequest claimant) {
        Instant now = node.instant();
        return whileOpen(() -> {
            ClockOffset offset = offset(now);
            Instant present = Millis.cut(offset.toStore(now));
            var claimed = new ArrayList<ChainRow>();
            for (ClaimRequest claim : claims) {
                unfinished(claim.lane())
                        .filter(row -> !ChainIndex.freeAt(row).isAfter(present))
                        .limit(claim.limit())
                        .forEach(claimed::add);
            }
            int takeovers =
                    (int) claimed.stream().filter(row -> due(row).claimed()).count();
            List<ClaimedDelivery> deliveries =
                    claimed.stream().map(row -> claim(row, claimant, present)).toList();
            List<LaneDueTime> remaining = claims.stream()
                    .flatMap(claim -> earliest(claim.lane()).stream())
                    .map(offset::toNode)
                    .toList();
            return new ClaimResult(deliveries, remaining, takeovers);
        });
    }

    @Override
    public List<ClaimToken> renew(List<ClaimToken> keys, LeaseRequest claimant) {
        Instant now = node.instant();
        return whileOpen(() -> {
            Instant present = Millis.cut(offset(now).toStore(now));
            var lost = new ArrayList<ClaimToken>();
            for (ClaimToken key : keys) {
                ChainRow row = tables.chains.get(key.delivery().chain());
                if (row == null || !StoreRules.isHeldBy(row.chain(), key, claimant.node())) {
                    lost.add(key);
                } else {
                    tables.put(row.withChain(StoreRules.renew(row.chain(), key, claimant, present)));
                }
            }
            return lost;
        });
    }

    @Override
    public Subscription subscribe(StoreListener watcher) {
        return whileOpen(() -> {
            tables.watchers.add(process, watcher);
            return () -> {
                synchronized (tables) {
                    tables.watchers.remove(watcher);
                }
            };
        });
    }

    @Override
    public List<ChainId> chainsPastDeadline(int limit) {
        Instant now = node.instant();
        return whileOpen(() -> tables.chainIndex.deadlines().stream()
                .takeWhile(row -> !ChainIndex.deadline(row).isAfter(offset(now).toStore(now)))
                .limit(limit)
                .map(ChainRow::id)
                .toList());
    }

    @Override
    public Optional<Instant> nextDeadline() {
        Instant now = node.instant();
        return whileOpen(() -> tables.chainIndex.deadlines().stream()
                .findFirst()
                .map(ChainIndex::deadline)
                .map(offset(now)::toNode));
    }

    @Override
    public List<ChainId> unfinishedBefore(WebhookId webhook, int revision, int steps, int limit) {
        return whileOpen(() -> tables.chains.all().stream()
                .filter(row -> row.chain().webhook().equals(webhook))
                .filter(row -> row.chain().revision() < revision)
                .filter(row -> row.chain().chain().state().isUnfinished())
                .filter(row -> row.chain().chain().state().step() < steps)
                .map(ChainRow::id)
                .sorted()
                .limit(limit)
                .toList());
    }

    @Override
    public List<ChainId> unfinishedChains(WebhookId webhook, int limit) {
        return whileOpen(() -> tables.chainIndex.unfinished(webhook).stream()
                .map(ChainRow::id)
                .limit(limit)
                .toList());
    }

    @Override
    public List<ChainId> abandoned(int limit) {
        return whileOpen(() -> tables.webhookIndex.deleted().stream()
                .flatMap(deleted -> tables.chainIndex.unfinished(deleted).stream())
                .map(ChainRow::id)
                .limit(limit)
                .toList());
    }

    @Override
    public List<ChainSlice> slices(@Nullable EventId after, int chains) {
        return whileOpen(() -> {
            EventRow last = after == null ? null : tables.events.get(after);
            long event = last == null ? 0 : last.number();
            var slices = new ArrayList<ChainSlice>();
            Map.Entry<SliceKey, ChainSlice> next = first(event);
            for (int count = 0; next != null && count < chains; next = first(event)) {
                slices.add(next.getValue());
                count += next.getValue().chains().size();
                event = next.getKey().event();
            }
            return slices;
        });
    }

    /** Returns the first slice of the events after one. */
    private Map.@Nullable Entry<SliceKey, ChainSlice> first(long event) {
        return tables.sliceIndex.higherEntry(new SliceKey(event, Integer.MAX_VALUE));
    }

    @Override
    public long pendingSlices() {
        return whileOpen(() -> (long) tables.sliceIndex.size());
    }

    @Override
    public SetAsideRecords setAside(int limit) {
        Instant now = node.instant();
        return whileOpen(() -> new SetAsideRecords(
                tables.setAside.all().size(),
                tables.setAside.all().stream()
                        .sorted(comparing(SetAsideRecord::since).thenComparing(SetAsideRecord::id))
                        .limit(limit)
                        .map(offset(now)::toNode)
                        .toList()));
    }

    @Override
    public Optional<ChainDetails> findChain(ChainId chain) {
        return whileOpen(() -> Optional.ofNullable(tables.chains.get(chain)).map(this::story));
    }

    @Override
    public List<ChainDetails> listChains(WebhookId webhook, @Nullable ChainId before, int limit) {
        return whileOpen(() -> tables.chains.all().stream()
                .filter(row -> row.chain().webhook().equals(webhook))
                .filter(row -> before == null || row.id().compareTo(before) < 0)
                .sorted(comparing(ChainRow::id).reversed())
                .limit(limit)
                .map(this::story)
                .toList());
    }

    private ChainDetails story(ChainRow row) {
        return row.withChain(tables.counted(row.chain())).story();
    }

    @Override
    public ChainCounts chainCounts() {
        return whileOpen(tables::chainCounts);
    }

    @Override
    public int prune(Duration retention, int limit) {
        Instant now = node.instant();
        return whileOpen(() -> {
            if (clock == null) {
                process.clockCheck = process.clockCheck.at(tables.recordedClock(), now);
                if (!process.clockCheck.isTrusted()) {
                    return 0;
                }
                tables.recordClock(now);
            }
            return new Pruning(tables).prune(Millis.cut(offset(now).toStore(now)), retention, limit);
        });
    }

    @Override
    public void close() {
        synchronized (tables) {
            process.closed = true;
            tables.watchers.removeAllOf(process);
        }
    }

    /** Does the work as one transaction: all of it, or, if it throws, nothing. */
    private <T> T whileOpen(Supplier<T> work) {
        synchronized (tables) {
            requireOpen();
            try {
                T result = work.get();
                tables.keep();
                return result;
            } finally {
                tables.takeBack();
                // Wakes the threads that wait until the store is idle.
                tables.notifyAll();
            }
        }
    }

    private void requireOpen() {
        if (process.closed) {
            throw new StoreException(StoreException.Reason.CLOSED, "the store is closed");
        }
    }

    private ClockOffset offset(Instant now) {
        return clock == null ? new ClockOffset(Duration.ZERO) : ClockOffset.between(now, clock.instant());
    }

    private Optional<LaneDueTime> earliest(LaneKey lane) {
        return unfinished(lane).findFirst().map(row -> new LaneDueTime(lane, ChainIndex.freeAt(row)));
    }

    /** Returns the chains of a lane, the earliest that may be claimed first. */
    private Stream<ChainRow> unfinished(LaneKey lane) {
        return tables.chainIndex.lane(lane).stream();
    }

    private ClaimedDelivery claim(ChainRow row, LeaseRequest claimant, Instant now) {
        ChainRow claimed = row.withChain(StoreRules.claim(row.chain(), claimant, now));
        tables.put(claimed);
        return new ClaimedDelivery(
                Objects.requireNonNull(claimed.key()),
                due(claimed).next(),
                claimed.chain().lane(),
                claimed.chain().revision(),
                body(claimed));
    }

    private EventBody body(ChainRow row) {
        EventRow event = Objects.requireNonNull(tables.events.get(row.chain().event()));
        return event.event().body();
    }

    private static PendingDelivery due(ChainRow row) {
        return Objects.requireNonNull(row.chain().due());
    }
}
