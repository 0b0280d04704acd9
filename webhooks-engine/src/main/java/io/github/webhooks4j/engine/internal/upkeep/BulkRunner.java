package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkState;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.backend.PreparedDeliveries;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.EventNumbers;
import io.github.webhooks4j.engine.internal.context.PhaseGate;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import io.github.webhooks4j.spi.store.Mutation.BulkSlice;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the bulk job of the store while this node delivers: slice after slice, one at a time, so that other mutations are
 * written in between. The node that started the job, or moved it last, goes on at once; another node takes over when the job has
 * not moved between two looks. Should two nodes work on it all the same, the store takes each slice from one of them. One task
 * calls {@link #step}; the rest is thread-safe.
 */
public final class BulkRunner implements CommitListener, BackgroundTask {
    private static final Logger LOG = LoggerFactory.getLogger(BulkRunner.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    /** How often the store must refuse a chain by itself before the job goes on without it. */
    private static final int REFUSALS = 2;

    private final String name;
    private final Store store;
    private final BulkSlices slices;
    private final CommandGateway commits;
    private final PhaseGate gate;
    /** The most chains of one slice. */
    private final int most;

    private final Clock clock;
    private final Waker waker;

    private boolean underWay; // guarded by this; whether a slice is submitted and not written yet
    private boolean wanted = true; // guarded by this; whether the next step looks at the job in any case
    private @Nullable BulkJobId ours; // guarded by this; the job that this node started, or moved last
    private int limit; // guarded by this; the most chains of the next slice: less after a failure
    private int failures; // guarded by this; since the last slice that was written
    private int refusals; // guarded by this; how often the first chain of the rest was refused by itself
    private boolean unsure; // guarded by this; whether perhaps another node moved the job last
    private @Nullable BulkJob seen; // confined to the task; as it was at the last look
    private DueTime next = DueTime.atOnce(LOOK_AGAIN); // confined to the task

    /**
     * Creates a runner.
     *
     * @param most the most chains of one slice, at most {@value BulkSlice#MAX_CHAINS}
     * @param waker wakes this task
     */
    public BulkRunner(
            EngineContext context,
            Store store,
            WebhookRegistry registry,
            EventNumbers numbers,
            CommandGateway commits,
            PhaseGate gate,
            int most,
            Waker waker) {
        this.name = context.name();
        this.clock = context.clock();
        this.store = store;
        this.slices = new BulkSlices(store, registry, numbers);
        this.commits = commits;
        this.gate = gate;
        this.most = most;
        this.limit = most;
        this.waker = waker;
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(entry -> {
            if (entry.outcome() instanceof MutationResult.BulkStarted started) {
                synchronized (this) {
                    ours = started.job().id();
                    wanted = true;
                }
                waker.wake();
            }
        });
    }

    /**
     * Submits a slice of the job that runs, if this node is to work on it. Returns when to look again; null while a slice is in
     * flight, the end of which wakes this task.
     *
     * @throws StoreException if the store fails; the next call tries again
     */
    @Override
    public @Nullable Instant step() {
        Instant now = clock.instant();
        boolean failed;
        synchronized (this) {
            if (underWay) {
                return null;
            }
            if (!wanted && !next.isDue(now)) {
                return next.at();
            }
            wanted = false;
            failed = failures > 0;
        }
        next = next.after(now, PAUSE_AFTER_FAILURE);
        BulkSlice slice = gate.phase() == EnginePhase.DELIVERING ? nextSlice(failed) : null;
        if (slice == null) {
            next = next.after(now, LOOK_AGAIN);
            return next.at();
        }
        submit(slice);
        return null;
    }

    private @Nullable BulkSlice nextSlice(boolean failed) {
        if (failed) {
            // What fails while the store takes nothing is no fault of its chains.
            var unused = store.commit(List.of());
        }
        BulkJob before = seen;
        BulkJob job = store.runningBulkJob().orElse(null);
        seen = job;
        return job != null && (isOurs(job) || job.equals(before)) ? slice(job) : null;
    }

    private synchronized boolean isOurs(BulkJob job) {
        return job.id().equals(ours);
    }

    private BulkSlice slice(BulkJob job) {
        int chains;
        boolean refused;
        synchronized (this) {
            chains = limit;
            refused = refusals >= REFUSALS;
        }
        return slices.next(job, chains, refused);
    }

    private void submit(BulkSlice slice) {
        synchronized (this) {
            underWay = true;
        }
        var unused = commits.submitNow(slice, PreparedDeliveries.NONE)
                .whenComplete((outcome, failure) -> ended(slice, outcome, failure));
    }

    private void ended(BulkSlice slice, @Nullable MutationResult outcome, @Nullable Throwable failure) {
        synchronized (this) {
            underWay = false;
            if (outcome instanceof MutationResult.BulkMoved moved) {
                unsure = false;
                noteWritten(slice);
                limit = Math.min(2 * limit, most);
                noteEnd(moved.job());
            } else if (outcome instanceof MutationResult.BulkUnmoved unmoved && !unsure && isAt(slice, unmoved.job())) {
                // Perhaps by this node, if the commit was repeated after its response was lost. Only once in a row:
                // else two
                // nodes could go on side by side, one of them in vain.
                unsure = true;
                noteWritten(slice);
            } else if (outcome instanceof MutationResult.WebhooksOutdated) {
                // The next slice begins with reading them anew.
                wanted = true;
            } else if (failure == null) {
                // Stopped, or moved by another node, which goes on.
                ours = null;
            } else {
                LOG.warn(
                        "{}: a slice of bulk job {} could not be written yet: {}",
                        name,
                        slice.job(),
                        failure.toString());
                failures++;
                refusals = limit == 1 && isRefused(failure) ? refusals + 1 : 0;
                limit = Math.max(1, limit / 2);
            }
        }
        waker.wake();
    }

    /** Called with this held. */
    private void noteWritten(BulkSlice slice) {
        ours = slice.job();
        wanted = true;
        failures = 0;
        refusals = 0;
    }

    /** Returns whether a job is where a slice leads, and goes on there. */
    private static boolean isAt(BulkSlice slice, BulkJob job) {
        return job.state() == BulkState.RUNNING && Objects.equals(job.position(), slice.to());
    }

    /** The store refused it, in contrast to a store that does not respond. */
    private static boolean isRefused(Throwable failure) {
        return failure instanceof StoreException known && known.reason() == StoreException.Reason.FAILED;
    }

    private void noteEnd(BulkJob job) {
        if (job.finishedAt() != null) {
            BulkCounts counts = job.counts();
            LOG.info(
                    "{}: bulk job {} has come to its end: {} done, {} failed, skipped {}",
                    name,
                    job.id(),
                    counts.done(),
                    counts.failed(),
                    counts.skipped());
        }
    }
}
