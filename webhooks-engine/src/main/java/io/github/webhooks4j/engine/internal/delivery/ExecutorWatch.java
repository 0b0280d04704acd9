package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.health.HealthProblem.Kind;
import io.github.webhooks4j.engine.internal.context.Backoff;
import io.github.webhooks4j.engine.internal.context.DueTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notices an executor that refuses workers, or accepts them and does not begin them.
 *
 * <p>A worker that has not begun 10 seconds after it was submitted is written off, so that the executor may drop tasks silently and
 * costs the engine no place for longer. As long as workers are written off and none has begun since, single ones are submitted, with
 * pauses: an executor that only has no thread for them must not collect more and more.
 *
 * <p>Confined to the thread that holds the lock of {@link DeliveryWorkers}.
 */
final class ExecutorWatch {
    /** How long a worker may take to begin, and for how long the executor may refuse all. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration TWICE_PATIENCE = PATIENCE.multipliedBy(2);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Backoff PAUSES = new Backoff(PATIENCE, LONGEST_PAUSE);
    /** For this long after a worker was written off, that is a problem even if others begin. */
    private static final Duration RECENTLY = Duration.ofMinutes(1);

    /** The workers that were submitted and have not begun, the earliest first, with the times of their submission. */
    private final Map<Object, Instant> pending = new LinkedHashMap<>();

    private int lost;
    private @Nullable Instant lostSince;
    private Instant lostLast = Instant.MIN;
    private DueTime nextProbe = DueTime.atOnce(LONGEST_PAUSE);
    private Duration pause = Duration.ZERO;
    private @Nullable Instant refusedSince;

    /** Returns how many of some workers may be submitted now. */
    int allowed(int workers, Instant now) {
        if (lost == 0 || workers <= 0) {
            return workers;
        }
        if (!nextProbe.isDue(now)) {
            return 0;
        }
        pause = PAUSES.after(pause);
        nextProbe = nextProbe.after(now, pause);
        return 1;
    }

    /** Records that a worker is about to be submitted. */
    void submitted(Object worker, Instant now) {
        pending.put(worker, now);
    }

    /** Records that the executor accepted a worker. */
    void accepted() {
        refusedSince = null;
    }

    /** Records that the executor refused a worker; returns whether it accepted the one before. */
    boolean refused(Object worker, Instant now) {
        pending.remove(worker);
        boolean first = refusedSince == null;
        refusedSince = first ? now : refusedSince;
        return first;
    }

    /** Records that a worker has begun; returns false if it was written off. */
    boolean begun(Object worker) {
        boolean inTime = pending.remove(worker) != null;
        // One that was submitted later: those that were written off will not begin.
        lost = inTime ? 0 : Math.max(0, lost - 1);
        if (lost == 0) {
            pause = Duration.ZERO;
            nextProbe = DueTime.atOnce(LONGEST_PAUSE);
        }
        return inTime;
    }

    /** Writes off the workers that should have begun; returns how many. */
    int writeOff(Instant now) {
        int overdue = 0;
        for (Iterator<Instant> times = pending.values().iterator(); times.hasNext(); ) {
            Instant submittedAt = times.next();
            // Twice: another thread may have read the clock just before the worker was submitted.
            if (!new DueTime(submittedAt.plus(PATIENCE), TWICE_PATIENCE).isDue(now)) {
                break;
            }
            times.remove();
            overdue++;
            if (lost == 0 && !isRecent(now)) {
                lostSince = submittedAt;
            }
            lost++;
            lostLast = now;
        }
        return overdue;
    }

    /** Returns whether workers were written off, and none has begun since. */
    boolean isLosing() {
        return lost > 0;
    }

    List<HealthProblem> problems(Instant now) {
        var problems = new ArrayList<HealthProblem>();
        if (refusedSince != null && !now.isBefore(refusedSince.plus(PATIENCE))) {
            problems.add(new HealthProblem(
                    Kind.EXECUTOR_REFUSED,
                    "executor",
                    refusedSince,
                    "the executor has refused all workers since " + refusedSince
                            + "; deliveries continue with those that run, if any"));
        }
        if (lostSince != null && (lost > 0 || isRecent(now))) {
            problems.add(new HealthProblem(
                    Kind.EXECUTOR_LOST,
                    "executor",
                    lostSince,
                    "the executor did not begin workers within " + PATIENCE + ", the first of them submitted at "
                            + lostSince + ": it drops tasks, or has no thread for them; deliveries continue with the"
                            + " workers that run, if any"));
        }
        return problems;
    }

    private boolean isRecent(Instant now) {
        return !lostLast.equals(Instant.MIN) && now.isBefore(lostLast.plus(RECENTLY));
    }
}
