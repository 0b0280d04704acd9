package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.health.SetAsideHealth;
import io.github.webhooks4j.engine.internal.commit.CommitLimits;
import io.github.webhooks4j.engine.internal.commit.PendingMutation;
import io.github.webhooks4j.engine.internal.commit.SetAsideSink;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.SetAsideRecords;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the records that are set aside: in the store, where every node finds them, also after a restart, and in memory,
 * up to a bound, those that the store does not take even there. While the record of an attempt is in memory, its lease
 * is renewed, so that no node attempts the delivery again. One task calls {@link #step}; the rest is thread-safe.
 */
public final class SetAsideBuffer implements SetAsideSink, BackgroundTask {
    private static final Logger LOG = LoggerFactory.getLogger(SetAsideBuffer.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    /** The most records that are read to find one that is not among the first. */
    private static final int MAX_READ = 100_000;

    private final String name;
    private final Store store;
    private final Clock clock;
    private final CommitLimits limits;
    private final LeaseRenewer leases;

    private final Map<String, Kept> kept =
            new LinkedHashMap<>(); // guarded by this; records that this engine has set aside
    private SetAsideRecords stored =
            SetAsideRecords.NONE; // guarded by this; records that the store had when it was last read
    private DueTime nextRead = DueTime.atOnce(LOOK_AGAIN); // confined to the task

    /**
     * A record that this engine has set aside.
     *
     * @param durable whether it is in the store
     * @param counted whether it is among those last read from the store
     */
    private record Kept(SetAsideRecord record, boolean durable, boolean counted) {}

    public SetAsideBuffer(EngineContext context, Store store, CommitLimits limits, LeaseRenewer leases) {
        this.name = context.name();
        this.store = store;
        this.clock = context.clock();
        this.limits = limits;
        this.leases = leases;
    }

    @Override
    public boolean setAside(PendingMutation entry, Throwable failure, boolean othersSucceeded) {
        if (!SetAsideRecord.canBe(entry.change())) {
            return false;
        }
        var record = new SetAsideRecord(entry.change(), clock.instant(), message(failure));
        boolean durable = isTaken(List.of(new Mutation.SetAside(record)));
        if (!durable && !othersSucceeded && !isTaken(List.of())) {
            return false;
        }
        synchronized (this) {
            if (!durable && inMemory() >= limits.maxSetAside()) {
                return false;
            }
            if (durable && kept.size() >= 2 * limits.maxSetAside()) {
                // Durable records are read from the store.
                kept.values().removeIf(Kept::durable);
            }
            // Another task may have read the store since it was written there.
            kept.put(record.id(), new Kept(record, durable, durable && find(stored, record.id()) != null));
        }
        if (durable) {
            endLeaseOf(record);
        }
        LOG.error(
                "{}: the {} of chain {} could not be written {} times although the store took others, and is set aside {};"
                        + " have it written by setAside().retry(\"{}\"), or drop it by setAside().drop(\"{}\")",
                name,
                record.kind().word(),
                record.chain(),
                entry.failures.count(),
                durable ? "in the store" : "in memory",
                record.id(),
                record.id(),
                failure);
        return true;
    }

    /** Reads periodically which records the store has set aside; returns when to read again. */
    @Override
    public Instant step() {
        Instant now = clock.instant();
        if (nextRead.isDue(now)) {
            nextRead = nextRead.after(now, Duration.ZERO);
            read();
            nextRead = nextRead.after(now, LOOK_AGAIN);
        }
        return nextRead.at();
    }

    /** Reads which records the store has set aside. */
    public void read() {
        Set<String> before;
        synchronized (this) {
            before = Set.copyOf(kept.keySet());
        }
        SetAsideRecords read = store.setAside(limits.maxListed());
        synchronized (this) {
            stored = read;
            kept.replaceAll((id, entry) -> before.contains(id) || find(read, id) != null
                    ? new Kept(entry.record(), entry.durable(), true)
                    : entry);
        }
    }

    /** Returns a record that exists only in the memory of this engine. */
    public synchronized Optional<SetAsideRecord> inMemory(String id) {
        Kept entry = kept.get(id);
        return entry == null || entry.durable() ? Optional.empty() : Optional.of(entry.record());
    }

    /** Returns a record in the store, from memory if it is known here, otherwise from the store. */
    public Optional<SetAsideRecord> inStore(String id) {
        SetAsideRecord found;
        synchronized (this) {
            Kept entry = kept.get(id);
            found = entry != null && entry.durable() ? entry.record() : find(stored, id);
        }
        return Optional.ofNullable(found == null ? find(store.setAside(MAX_READ), id) : found);
    }

    /** Removes a record that was written. */
    public void written(SetAsideRecord record) {
        remove(record);
    }

    /** Removes a record that was dropped; returns whether this engine had set it aside. */
    public boolean dropped(SetAsideRecord record) {
        return remove(record) != null;
    }

    public synchronized SetAsideHealth health() {
        var entries = new ArrayList<SetAsideHealth.Entry>();
        long more = 0;
        for (SetAsideRecord record : stored.earliest()) {
            entries.add(entry(record, true));
        }
        for (Kept entry : kept.values()) {
            if (!entry.durable() || !entry.counted()) {
                more++;
                entries.add(entry(entry.record(), entry.durable()));
            }
        }
        return new SetAsideHealth(
                stored.count() + more,
                entries.stream().limit(limits.maxListed()).toList());
    }

    private synchronized @Nullable Kept remove(SetAsideRecord record) {
        String id = record.id();
        if (find(stored, id) != null) {
            stored = new SetAsideRecords(
                    stored.count() - 1,
                    stored.earliest().stream()
                            .filter(other -> !other.id().equals(id))
                            .toList());
        }
        return kept.remove(id);
    }

    private long inMemory() {
        return kept.values().stream().filter(entry -> !entry.durable()).count();
    }

    private boolean isTaken(List<Mutation> changes) {
        try {
            store.commit(changes);
            return true;
        } catch (RuntimeException e) {
            LOG.debug("{}: {} mutations were refused too", name, changes.size(), e);
            return false;
        }
    }

    private void endLeaseOf(SetAsideRecord record) {
        if (record.change() instanceof Mutation.RecordAttempt recorded) {
            leases.untrack(recorded.key());
        } else if (record.change() instanceof Mutation.Release release) {
            leases.untrack(release.key());
        }
    }

    private static @Nullable SetAsideRecord find(SetAsideRecords records, String id) {
        return records.earliest().stream()
                .filter(record -> record.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static SetAsideHealth.Entry entry(SetAsideRecord record, boolean durable) {
        return new SetAsideHealth.Entry(
                record.id(), record.kind(), record.chain(), record.since(), record.message(), durable);
    }

    /**
     * The message of a store's exception contains no payload. Of any other exception only the class is shown; the log
     * has the message.
     */
    private static String message(Throwable failure) {
        String message = failure instanceof StoreException ? failure.getMessage() : null;
        return message == null ? failure.getClass().getName() + "; the log has more" : message;
    }
}
