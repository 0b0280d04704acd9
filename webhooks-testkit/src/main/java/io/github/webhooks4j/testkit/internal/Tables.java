package io.github.webhooks4j.testkit.internal;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkState;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.history.StoredEvent;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.Lease;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.NodeLease;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.WebhookVersions;
import io.github.webhooks4j.spi.store.work.KnownEvent;
import io.github.webhooks4j.spi.store.work.UnitOfWorkObserver;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The durable state of an in-memory store, which outlives it as the content of a disk would. Guarded by its own monitor, and
 * changed only between {@link #keep} and {@link #takeBack}.
 */
public final class Tables {

    private final Deque<Runnable> undo = new ArrayDeque<>();

    public final WebhookIndex webhookIndex = new WebhookIndex();
    public final ChainIndex chainIndex = new ChainIndex();
    public final Table<WebhookId, WebhookRow> webhooks = new Table<>(undo, webhookIndex);
    public final Table<SettingsKey, SettingsRow> settings = new Table<>(undo);
    private final Set<Long> eventNumbers = new HashSet<>();
    public final Table<EventId, EventRow> events = new Table<>(undo, this::indexEvent);
    public final Table<ChainId, ChainRow> chains = new Table<>(undo, chainIndex);
    final ClaimBatches.Index batchOf = new ClaimBatches.Index();
    public final Table<Long, ClaimBatchRow> claimBatches = new Table<>(undo, batchOf);
    /** What is still to be created, in the order of events and of their slices. */
    public final NavigableMap<SliceKey, ChainSlice> sliceIndex = new TreeMap<>();
    /** The slices of events with ordering keys, by the order of their turns. */
    private final Map<OrderingKey, NavigableSet<SliceKey>> slicesInOrder = new HashMap<>();

    public final Table<SliceKey, SliceRow> slices = new Table<>(undo, this::indexSlice);
    public final Table<OrderingKey, OrderingKeyRow> orderingKeys = new Table<>(undo);
    public final Table<NodeId, NodeLease> nodes = new Table<>(undo);
    /** The changes of webhooks that are remembered, with their times; always the latest. */
    public final Table<Long, Instant> changes = new Table<>(undo);

    public final Table<String, SetAsideRecord> setAside = new Table<>(undo);
    public final Table<BulkJobId, BulkJob> bulkJobs = new Table<>(undo);

    public final Watchers watchers = new Watchers();
    private UnitOfWorkObserver observer = (mutations, snapshot, now, outcomes, writes) -> {};

    private transient byte @Nullable [] deploymentKey;
    private long latestChange;
    private long nextTag;
    private long acceptedEvents;
    private long createdClaimBatches;
    private ChainCounts counts = new ChainCounts(0, 0, 0, 0, 0, 0);
    private @Nullable Instant recordedClock;

    /** Returns what receives each unit of work. */
    UnitOfWorkObserver observer() {
        return observer;
    }

    public void observe(UnitOfWorkObserver observer) {
        this.observer = observer;
    }

    /**
     * A webhook.
     *
     * @param change the number of the change that made it so
     * @param changedAt when that was
     */
    public record WebhookRow(Webhook webhook, FailureStreak health, long change, Instant changedAt) {}

    public record SettingsKey(WebhookId webhook, int revision) {}

    public record SettingsRow(SettingsKey key, WebhookSettings settings) {}

    /**
     * An accepted event.
     *
     * @param number its number
     * @param known what is to be found when it is published again
     * @param sequence counts the events in the order of their acceptance
     */
    public record EventRow(long number, Event event, KnownEvent known, long sequence, Instant acceptedAt) {}

    /**
     * A claim batch.
     *
     * @param chains those that it still holds, at least one
     */
    public record ClaimBatchRow(long number, Lease lease, Set<ChainId> chains) {
        public ClaimBatchRow {
            // Keeps the order: that of Set.copyOf differs between processes.
            chains = Collections.unmodifiableSet(new LinkedHashSet<>(chains));
        }
    }

    /**
     * An ordering key.
     *
     * @param sequence the last turn
     * @param usedAt when it was taken
     */
    public record OrderingKeyRow(OrderingKey key, long sequence, Instant usedAt) {}

    /** Names a slice: the sequence of its event, and its own number. */
    public record SliceKey(long event, int slice) implements Comparable<SliceKey> {
        @Override
        public int compareTo(SliceKey other) {
            return event == other.event ? Integer.compare(slice, other.slice) : Long.compare(event, other.event);
        }
    }

    public record SliceRow(SliceKey key, ChainSlice slice) {}

    public record ChainRow(
            StoredChain chain,
            List<StoredAttempt> attempts,
            List<StoredCallback> callbacks,
            List<StoredCallbackProblem> problems) {
        public ChainRow {
            attempts = List.copyOf(attempts);
            callbacks = List.copyOf(callbacks);
            problems = List.copyOf(problems);
        }

        /** Creates a row without problems with callbacks. */
        public ChainRow(StoredChain chain, List<StoredAttempt> attempts, List<StoredCallback> callbacks) {
            this(chain, attempts, callbacks, List.of());
        }

        public ChainId id() {
            return chain.chain().id();
        }

        /** Returns the lane of the unfinished delivery; null if there is none. */
        public @Nullable LaneKey lane() {
            return chain.due() == null ? null : chain.lane();
        }

        /** Returns whether a claim batch holds its delivery, which is not in the queue then. */
        public boolean isHeld() {
            return StoreRules.isInClaimBatch(chain);
        }

        /** Returns the present claim of the delivery; null if there is no delivery. */
        public @Nullable ClaimToken key() {
            return chain.claim();
        }

        public ChainRow withChain(StoredChain chain) {
            return new ChainRow(chain, attempts, callbacks, problems);
        }

        public ChainDetails story(Event event) {
            var earliestFirst = attempts.stream()
                    .sorted(Comparator.comparing(record -> record.attempt().at()))
                    .toList();
            var stored = new StoredEvent(event.id(), event.topic(), event.type(), event.test());
            return new ChainDetails(chain, stored, earliestFirst, callbacks, problems);
        }
    }

    /** Returns the bulk job that runs; there is at most one. */
    public Optional<BulkJob> runningBulkJob() {
        return bulkJobs.all().stream()
                .filter(job -> job.state() == BulkState.RUNNING)
                .findFirst();
    }

    /** Returns the number for the next change of a webhook. */
    public long nextChange(Instant now) {
        long before = latestChange;
        undo.push(() -> latestChange = before);
        // The tags are not random, and distinguish changes all the same: their counter continues when an earlier state
        // of the tables is restored.
        latestChange = WebhookVersions.next(latestChange, nextTag++);
        changes.put(latestChange, now);
        return latestChange;
    }

    public long latestChange() {
        return latestChange;
    }

    /** Returns whether all these changes are there. */
    public boolean hasChanges(Collection<Long> numbers) {
        return numbers.stream().allMatch(number -> changes.get(number) != null);
    }

    /** Returns whether an event has this number. */
    public boolean hasEventNumber(long number) {
        return eventNumbers.contains(number);
    }

    /** Returns whether events of an ordering key have chains that are still to be created. */
    public boolean hasSlices(OrderingKey key) {
        return slicesInOrder.containsKey(key);
    }

    /** Returns the slice of an ordering key that is to be created before all others of the key. */
    public SliceKey firstSlice(OrderingKey key) {
        return Objects.requireNonNull(slicesInOrder.get(key), "slices of the key")
                .first();
    }

    /** Returns the number for the next claim batch; one that is rolled back leaves a gap. */
    public long nextClaimBatch() {
        return ++createdClaimBatches;
    }

    /** Returns the sequence for the next event; an event that is rolled back leaves a gap. */
    public long nextEvent() {
        return ++acceptedEvents;
    }

    /** Returns a chain as it is counted: an unfinished chain of a deleted webhook is cancelled. */
    public StoredChain counted(StoredChain chain) {
        WebhookRow webhook = webhooks.get(chain.webhook());
        return webhook != null && webhook.webhook().status() == WebhookStatus.DELETED
                ? StoreRules.deleted(chain, webhook.changedAt())
                : chain;
    }

    /** Returns what the callers' clock showed when it was recorded last; null if it never was. */
    public @Nullable Instant recordedClock() {
        return recordedClock;
    }

    public void recordClock(Instant now) {
        recordedClock = now;
    }

    public byte[] deploymentKey(byte[] proposal) {
        if (deploymentKey == null) {
            deploymentKey = proposal.clone();
        }
        return deploymentKey.clone();
    }

    /** Adds a chain or replaces it. */
    public void put(ChainRow row) {
        chains.put(row.id(), row);
    }

    /** Adds to the counts of chains. */
    public void add(ChainCounts growth) {
        ChainCounts before = counts;
        undo.push(() -> counts = before);
        counts = new ChainCounts(
                before.accepted() + growth.accepted(),
                before.complete() + growth.complete(),
                before.awaitingCallback() + growth.awaitingCallback(),
                before.delivering() + growth.delivering(),
                before.interrupted() + growth.interrupted(),
                before.cancelled() + growth.cancelled());
    }

    public ChainCounts chainCounts() {
        long waiting = 0;
        long pending = 0;
        for (WebhookId deleted : webhookIndex.deleted()) {
            for (ChainRow row : chainIndex.unfinished(deleted)) {
                if (row.chain().due() == null) {
                    waiting++;
                } else {
                    pending++;
                }
            }
        }
        return new ChainCounts(
                counts.accepted(),
                counts.complete(),
                counts.awaitingCallback() - waiting,
                counts.delivering() - pending,
                counts.interrupted(),
                counts.cancelled() + waiting + pending);
    }

    /** All rows at one time. */
    public record Content(
            Map<WebhookId, WebhookRow> webhooks,
            Map<SettingsKey, SettingsRow> settings,
            Map<EventId, EventRow> events,
            Map<ChainId, ChainRow> chains,
            Map<Long, ClaimBatchRow> claimBatches,
            Map<SliceKey, SliceRow> slices,
            Map<OrderingKey, OrderingKeyRow> orderingKeys,
            Map<Long, Instant> changes,
            Map<BulkJobId, BulkJob> bulkJobs,
            ChainCounts counts,
            long latestChange) {}

    /** Returns the event of a chain. */
    public Event event(ChainRow row) {
        return Objects.requireNonNull(events.get(row.chain().event())).event();
    }

    public Content content() {
        return new Content(
                webhooks.content(),
                settings.content(),
                events.content(),
                chains.content(),
                claimBatches.content(),
                slices.content(),
                orderingKeys.content(),
                changes.content(),
                bulkJobs.content(),
                counts,
                latestChange);
    }

    public void restore(Content content) {
        webhooks.restore(content.webhooks());
        settings.restore(content.settings());
        events.restore(content.events());
        chains.restore(content.chains());
        claimBatches.restore(content.claimBatches());
        slices.restore(content.slices());
        orderingKeys.restore(content.orderingKeys());
        changes.restore(content.changes());
        bulkJobs.restore(content.bulkJobs());
        counts = content.counts();
        latestChange = content.latestChange();
    }

    /** Makes everything since the last call final. */
    public void keep() {
        undo.clear();
    }

    /** Undoes everything since the last {@link #keep}. */
    public void takeBack() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }

    private void indexEvent(@Nullable EventRow before, @Nullable EventRow after) {
        if (before != null) {
            eventNumbers.remove(before.number());
        }
        if (after != null) {
            eventNumbers.add(after.number());
        }
    }

    private void indexSlice(@Nullable SliceRow before, @Nullable SliceRow after) {
        if (before != null) {
            sliceIndex.remove(before.key());
            OrderingTurn turn = before.slice().turn();
            if (turn != null) {
                slicesInOrder.computeIfPresent(turn.key(), (key, listed) -> {
                    listed.remove(before.key());
                    return listed.isEmpty() ? null : listed;
                });
            }
        }
        if (after != null) {
            sliceIndex.put(after.key(), after.slice());
            OrderingTurn turn = after.slice().turn();
            if (turn != null) {
                slicesInOrder
                        .computeIfAbsent(turn.key(), absent -> new TreeSet<>())
                        .add(after.key());
            }
        }
    }
}
