package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.engine.health.HealthProblem;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether the store takes mutations: distinguishes an outage from a mutation that fails by itself. Thread-safe.
 */
final class StoreOutage {
    private static final Logger LOG = LoggerFactory.getLogger(StoreOutage.class);
    /** This many consecutive failed commits make health red: fewer may be the fault of a single mutation. */
    private static final int ALARMING = 3;

    private final String name;
    private final Clock clock;
    private final int failuresOfOutage;
    private long succeeded; // guarded by this; commits
    private long
            failed; // guarded by this; commits, but for those of a record that was tried alone since it failed before
    private int consecutiveFailures; // guarded by this
    private @Nullable Instant failingSince; // guarded by this
    private @Nullable String lastFailure; // guarded by this
    private boolean outage; // guarded by this

    /**
     * Creates one.
     *
     * @param failuresOfOutage consecutive failed commits from which on the store counts as failing
     */
    StoreOutage(String name, Clock clock, int failuresOfOutage) {
        this.name = name;
        this.clock = clock;
        this.failuresOfOutage = failuresOfOutage;
    }

    /** Records a commit that succeeded; returns whether it ended an outage. */
    boolean succeeded() {
        boolean ended;
        synchronized (this) {
            ended = outage;
            if (outage || consecutiveFailures >= ALARMING) {
                LOG.info("{}: the store takes mutations again, after {} failures", name, consecutiveFailures);
            }
            succeeded++;
            consecutiveFailures = 0;
            failingSince = null;
            lastFailure = null;
            outage = false;
        }
        return ended;
    }

    /**
     * Records a commit that failed.
     *
     * @param ofRecord whether it contained a single record, which proves nothing about others
     */
    synchronized void failed(Throwable failure, boolean ofRecord) {
        if (ofRecord) {
            return;
        }
        failed++;
        consecutiveFailures++;
        lastFailure = failure.toString();
        if (failingSince == null) {
            failingSince = clock.instant();
            LOG.warn("{}: the store refused a commit", name, failure);
        }
        if (consecutiveFailures >= failuresOfOutage) {
            noteOutage();
        }
    }

    /** Records an outage: until a commit succeeds again, a batch that fails is not split. */
    synchronized void noteOutage() {
        if (!outage) {
            outage = true;
            LOG.error("{}: the store takes nothing; callers are notified, and records wait", name);
        }
    }

    synchronized boolean isOutage() {
        return outage;
    }

    /**
     * Counts a failure of a record that was tried alone, unless other mutations were tried since its last failure and
     * all of them failed too; returns whether any was written since then.
     */
    synchronized boolean count(PendingMutation.Failures failures) {
        boolean othersSucceeded = succeeded > failures.succeededBefore;
        if (othersSucceeded || failed == failures.failedBefore || !failures.alone) {
            failures.count++;
        }
        failures.alone = true;
        failures.succeededBefore = succeeded;
        failures.failedBefore = failed;
        return othersSucceeded;
    }

    /** Returns the problem of a store that takes nothing; null if there is no outage. */
    synchronized @Nullable HealthProblem problem() {
        if (consecutiveFailures < ALARMING) {
            return null;
        }
        String message = "the store has refused " + consecutiveFailures + " commits in a row since " + failingSince
                + ", last with " + lastFailure
                + "; publish fails and callbacks get status 503 until it takes mutations again";
        return new HealthProblem(HealthProblem.Kind.WRITE_FAILING, "commits", failingSince, message);
    }
}
