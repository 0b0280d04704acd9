package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkState;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.StoredChain;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Knows the promises about bulk jobs: each chain is acted on once, none is passed over, and all are counted. */
final class BulkOracle {
    /** A job, and what became of the chains that it was started for. */
    private static final class Job {
        /** The chains as they were at its start. */
        final Map<ChainId, StoredChain> planned = new LinkedHashMap<>();

        /** Chains, or events without a chain, by their ids. */
        final Set<String> done = new HashSet<>();

        final Set<String> skipped = new HashSet<>();
        long left;
    }

    private final Simulation world;
    private final Map<BulkJobId, Job> jobs = new HashMap<>();

    BulkOracle(Simulation world) {
        this.world = world;
    }

    /** A job was started, perhaps by a commit that was repeated. */
    void started(BulkJob job) {
        if (!jobs.containsKey(job.id())) {
            var known = new Job();
            jobs.put(job.id(), known);
            if (job.action() == BulkAction.SEND_MISSED) {
                return;
            }
            for (ChainSummary chain : world.disk()
                    .find(job.query(), null, Integer.MAX_VALUE, HistoryQuery.MAX_LOOKED)
                    .chains()) {
                record(chain.id()).ifPresent(record -> known.planned.put(chain.id(), record));
            }
        }
    }

    /** A slice of a job was committed. */
    void moved(Mutation.BulkSlice slice, MutationResult.BulkMoved moved) {
        Job job = jobs.get(slice.job());
        job.left += slice.left().total();
        for (int i = 0; i < moved.results().size(); i++) {
            String chain = subject(slice.changes().get(i));
            if (isDone(moved.results().get(i))) {
                world.require(
                        job.done.add(chain), () -> "bulk job " + slice.job() + " has acted on " + chain + " twice");
            } else {
                job.skipped.add(chain);
            }
        }
        BulkCounts counts = moved.job().counts();
        world.require(
                counts.done() == job.done.size() && counts.total() == job.done.size() + job.skipped.size() + job.left,
                () -> "bulk job " + slice.job() + " counts " + counts + ", but has acted on " + job.done + ", skipped "
                        + job.skipped + " and left out " + job.left);
        if (moved.job().state() == BulkState.FINISHED) {
            finished(moved.job(), job);
        }
    }

    private void finished(BulkJob job, Job known) {
        long passedOver = known.planned.entrySet().stream()
                .filter(planned -> !known.done.contains(planned.getKey().value())
                        && !known.skipped.contains(planned.getKey().value())
                        && isAsItWas(job.action(), planned.getValue()))
                .count();
        world.require(
                passedOver <= known.left,
                () -> "bulk job " + job.id() + " is finished, but was not at " + passedOver + " of "
                        + known.planned.keySet());
    }

    /** Returns whether a chain still allows what it allowed at the start of a job. */
    private boolean isAsItWas(BulkAction action, StoredChain planned) {
        StoredChain now = record(planned.chain().id()).orElse(null);
        if (now == null) {
            return false;
        }
        ChainState state = now.chain().state();
        return action == BulkAction.CANCEL ? action.states().contains(state.kind()) : now.equals(planned);
    }

    private Optional<StoredChain> record(ChainId chain) {
        return world.disk().findChain(chain).map(ChainDetails::chain);
    }

    /** There are no more faults, and more than enough time has passed. */
    void drained() {
        world.require(
                world.disk().runningBulkJob().isEmpty(),
                () -> "a bulk job hangs: " + world.disk().runningBulkJob());
    }

    private static String subject(Mutation change) {
        if (change instanceof Mutation.Send send) {
            return send.event().value();
        }
        return (change instanceof Mutation.Rerun rerun ? rerun.original() : ((Mutation.Apply) change).chain()).value();
    }

    private static boolean isDone(MutationResult result) {
        return result instanceof MutationResult.Started
                || (result instanceof MutationResult.Applied applied && applied.effect() == Effect.MOVED);
    }
}
