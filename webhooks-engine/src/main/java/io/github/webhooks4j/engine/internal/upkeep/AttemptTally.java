package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.metrics.AttemptMinute;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Counts the attempts of the last hour by the minute in which they became durable. Thread-safe. */
public final class AttemptTally implements CommitListener {
    private static final int MINUTES = 60;
    private static final int SECONDS = 60;
    private static final long MILLIS = 60_000;

    private final Clock clock;
    private final long[] minutes = new long[MINUTES]; // guarded by this; which minute each of these counts is of
    private final int[] delivered = new int[MINUTES]; // guarded by this
    private final int[] failed = new int[MINUTES]; // guarded by this

    public AttemptTally(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void onCommitted(Committed batch) {
        int succeeded = 0;
        int recorded = 0;
        // By index, and below without an Instant: nothing is allocated for a batch.
        for (int i = 0; i < batch.entries().size(); i++) {
            Committed.Entry entry = batch.entries().get(i);
            if (entry.change() instanceof Mutation.RecordAttempt attempt
                    && entry.outcome() instanceof MutationResult.Applied) {
                recorded++;
                succeeded += attempt.verdict() instanceof AttemptOutcome.Delivered ? 1 : 0;
            }
        }
        if (recorded > 0) {
            add(minute(), succeeded, recorded - succeeded);
        }
    }

    private long minute() {
        return Math.floorDiv(clock.millis(), MILLIS);
    }

    private synchronized void add(long minute, int moreDelivered, int moreFailed) {
        int slot = Math.floorMod(minute, MINUTES);
        if (minutes[slot] != minute) {
            minutes[slot] = minute;
            delivered[slot] = 0;
            failed[slot] = 0;
        }
        delivered[slot] += moreDelivered;
        failed[slot] += moreFailed;
    }

    /** Returns the counts of the last 60 minutes, the earliest first and the present minute last. */
    public List<AttemptMinute> lastHour() {
        long now = minute();
        var hour = new ArrayList<AttemptMinute>(MINUTES);
        synchronized (this) {
            for (long minute = now - MINUTES + 1; minute <= now; minute++) {
                int slot = Math.floorMod(minute, MINUTES);
                boolean known = minutes[slot] == minute;
                hour.add(new AttemptMinute(
                        Instant.ofEpochSecond(minute * SECONDS),
                        known ? delivered[slot] : 0,
                        known ? failed[slot] : 0));
            }
        }
        return hour;
    }
}
