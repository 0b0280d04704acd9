package io.github.webhooks4j.testkit.internal;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.callback.CallbackProblem;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.AttemptKey;
import io.github.webhooks4j.spi.store.work.KnownEvent;
import io.github.webhooks4j.spi.store.work.Needs;
import io.github.webhooks4j.spi.store.work.Needs.AfterChains;
import io.github.webhooks4j.spi.store.work.OrderState;
import io.github.webhooks4j.spi.store.work.SentEvent;
import io.github.webhooks4j.spi.store.work.SliceKey;
import io.github.webhooks4j.spi.store.work.Snapshot;
import io.github.webhooks4j.spi.store.work.UnitOfWork;
import io.github.webhooks4j.spi.store.work.WebhookState;
import io.github.webhooks4j.spi.store.work.Writes;
import io.github.webhooks4j.spi.store.work.Writes.ChainWrite;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Tables.EventRow;
import io.github.webhooks4j.testkit.internal.Tables.OrderingKeyRow;
import io.github.webhooks4j.testkit.internal.Tables.SliceRow;
import io.github.webhooks4j.testkit.internal.Tables.WebhookRow;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Loads from the tables what the mutations of one commit need, and writes their results there. Guarded by the monitor of the
 * tables.
 */
public final class Writer {

    private final Tables tables;
    private final Instant now;

    public Writer(Tables tables, Instant now) {
        this.tables = tables;
        this.now = now;
    }

    public List<MutationResult> write(List<Mutation> mutations) {
        Snapshot snapshot = load(UnitOfWork.needs(mutations));
        var work = new UnitOfWork(snapshot, now);
        List<MutationResult> outcomes = mutations.stream().map(work::apply).toList();
        Writes writes = work.writes();
        tables.observer().applied(mutations, snapshot, now, outcomes, writes);
        write(writes);
        return outcomes;
    }

    // Loading

    private Snapshot load(Needs needs) {
        Map<ChainId, StoredChain> chains = found(needs.chains(), id -> {
            ChainRow row = tables.chains.get(id);
            return row == null ? null : row.chain();
        });
        Set<SliceKey> slices = among(needs.slices(), key -> slice(key) != null);
        AfterChains after = needs.afterChains(chains, slices);
        return new Snapshot(
                chains,
                among(after.attempts(), this::isRecorded),
                found(needs.events(), id -> {
                    EventRow row = tables.events.get(id);
                    return row == null ? null : row.known();
                }),
                among(needs.numbers(), tables::hasEventNumber),
                found(after.webhooks(), this::webhook),
                slices,
                among(needs.setAside(), id -> tables.setAside.get(id) != null),
                among(needs.changes(), number -> tables.changes.get(number) != null),
                sent(needs),
                jobs(needs),
                order(after.turns()));
    }

    private Map<SentEvent, Optional<ChainId>> sent(Needs needs) {
        var reader = new EventReader(tables);
        var chains = new HashMap<SentEvent, Optional<ChainId>>();
        for (SentEvent sent : needs.sent()) {
            EventRow event = tables.events.get(sent.event());
            if (event != null) {
                chains.put(sent, reader.chainOf(event, sent.webhook()));
            }
        }
        return chains;
    }

    private Map<BulkJobId, BulkJob> jobs(Needs needs) {
        Map<BulkJobId, BulkJob> jobs = found(needs.jobs(), tables.bulkJobs::get);
        if (needs.startsJob()) {
            tables.runningBulkJob().ifPresent(running -> jobs.put(running.id(), running));
        }
        return jobs;
    }

    private OrderState order(Needs.Turns turns) {
        return new OrderState(
                found(turns.published(), key -> {
                    OrderingKeyRow row = tables.orderingKeys.get(key);
                    return row == null ? null : row.sequence();
                }),
                among(turns.published(), tables::hasSlices),
                found(turns.lanes(), lane -> tables.chainIndex.ordered().first(lane, turns.waiting())));
    }

    private static <K, V> Map<K, V> found(Collection<K> keys, Function<K, @Nullable V> find) {
        var found = new HashMap<K, V>();
        for (K key : keys) {
            V value = find.apply(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    private static <K> Set<K> among(Collection<K> keys, Function<K, Boolean> isThere) {
        var found = new HashSet<K>();
        for (K key : keys) {
            if (isThere.apply(key)) {
                found.add(key);
            }
        }
        return found;
    }

    private boolean isRecorded(AttemptKey key) {
        ChainRow row = tables.chains.get(key.claim().delivery().chain());
        return row != null
                && row.attempts().stream()
                        .anyMatch(attempt -> AttemptKey.of(attempt).equals(key));
    }

    private @Nullable WebhookState webhook(WebhookId id) {
        WebhookRow row = tables.webhooks.get(id);
        if (row == null) {
            return null;
        }
        WebhookStatus status = row.webhook().status();
        return new WebhookState(status, row.health(), status == WebhookStatus.DELETED ? row.changedAt() : null);
    }

    private Tables.@Nullable SliceKey slice(SliceKey slice) {
        EventRow event = tables.events.get(slice.event());
        if (event == null) {
            return null;
        }
        var key = new Tables.SliceKey(event.sequence(), slice.number());
        return tables.slices.get(key) == null ? null : key;
    }

    // Writing

    private void write(Writes writes) {
        writes.events().forEach(event -> write(event, writes.at()));
        for (ChainSlice slice : writes.slices()) {
            var key = new Tables.SliceKey(event(slice.event()).sequence(), slice.number());
            tables.slices.put(key, new SliceRow(key, slice));
        }
        for (SliceKey created : writes.createdSlices()) {
            tables.slices.remove(Objects.requireNonNull(slice(created), "a slice that was loaded"));
        }
        writes.chains().forEach(this::write);
        writeClaimBatches(writes);
        writes.attempts().forEach(attempt -> {
            ChainRow row = chain(attempt.key().delivery().chain());
            tables.put(new ChainRow(
                    row.chain(), with(row.attempts(), Millis.cut(attempt)), row.callbacks(), row.problems()));
        });
        writes.callbacks().forEach(callback -> {
            ChainRow row = chain(callback.chain());
            tables.put(new ChainRow(
                    row.chain(), row.attempts(), with(row.callbacks(), callback.callback()), row.problems()));
        });
        writes.callbackProblems().forEach(write -> {
            ChainRow row = chain(write.chain());
            int step = write.problem().step();
            long stored = row.problems().stream()
                    .filter(problem -> problem.step() == step)
                    .count();
            if (stored < CallbackProblem.MAX_PER_STEP) {
                tables.put(new ChainRow(
                        row.chain(), row.attempts(), row.callbacks(), with(row.problems(), write.problem())));
            }
        });
        writes.webhooks()
                .forEach((id, state) -> write(id, state, writes.disabled().contains(id)));
        writes.endedSetAside().forEach(tables.setAside::remove);
        for (SetAsideRecord record : writes.setAside()) {
            if (tables.setAside.get(record.id()) == null) {
                tables.setAside.put(record.id(), Millis.cut(record));
            }
        }
        writes.sequences()
                .forEach((key, sequence) ->
                        tables.orderingKeys.put(key, new OrderingKeyRow(key, sequence, writes.at())));
        writes.jobs().forEach(job -> tables.bulkJobs.put(job.id(), job));
        tables.add(writes.counts());
    }

    private void write(Writes.EventWrite accepted, Instant at) {
        KnownEvent known = accepted.known();
        tables.events.put(
                accepted.event().id(),
                new EventRow(accepted.number(), Millis.cut(accepted.event()), known, tables.nextEvent(), at));
    }

    private void writeClaimBatches(Writes writes) {
        var claimBatches = new ClaimBatches(tables);
        writes.claimBatches().forEach(claimBatches::add);
        var released = new ArrayList<ChainId>();
        for (ChainWrite write : writes.chains()) {
            StoredChain before = write.before();
            if (before != null && StoreRules.isInClaimBatch(before) && !StoreRules.isInClaimBatch(write.after())) {
                released.add(before.chain().id());
            }
        }
        claimBatches.release(released);
    }

    private void write(ChainWrite write) {
        ChainId id = write.after().chain().id();
        ChainRow row = tables.chains.get(id);
        if (write.before() == null) {
            if (row != null) {
                throw new StoreException(
                        StoreException.Reason.FAILED,
                        "chain " + id + " is there already; every chain needs an id of its own");
            }
            tables.put(new ChainRow(write.after(), List.of(), List.of()));
        } else {
            tables.put(chain(id).withChain(write.after()));
        }
    }

    private void write(WebhookId id, WebhookState state, boolean disabled) {
        WebhookRow row = Objects.requireNonNull(tables.webhooks.get(id), "a webhook that was loaded");
        tables.webhooks.put(
                id,
                disabled
                        ? new WebhookRow(
                                Millis.cut(row.webhook().withStatus(state.status(), now)),
                                state.health(),
                                tables.nextChange(now),
                                now)
                        : new WebhookRow(row.webhook(), state.health(), row.change(), row.changedAt()));
    }

    private ChainRow chain(ChainId id) {
        return Objects.requireNonNull(tables.chains.get(id), "a chain that was loaded or written");
    }

    private EventRow event(EventId id) {
        return Objects.requireNonNull(tables.events.get(id), "an event that was written");
    }

    private static <T> List<T> with(List<T> list, T more) {
        var longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }
}
