package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Interrupts chains whose callback deadline has passed. {@link #step} belongs to one loop; the rest is thread-safe. */
final class Deadlines {
    private static final int BATCH = 500;
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Store store;
    private final Journal journal;
    private final Clock clock;
    private final Runnable wake;
    private final Set<ChainId> submitted = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Instant next;

    Deadlines(Store store, Journal journal, Clock clock, Runnable wake) {
        this.store = store;
        this.journal = journal;
        this.clock = clock;
        this.wake = wake;
    }

    /** Notes a deadline, which may be earlier than all that were known. */
    void note(Instant deadline) {
        Instant known = next;
        if (known == null || deadline.isBefore(known)) {
            wake.run();
        }
    }

    Instant step() {
        Instant now = clock.instant();
        for (ChainId chain : store.overdue(now, BATCH)) {
            if (submitted.add(chain)) {
                journal.recordNow(new Change.Apply(chain, new ChainInput.TimePassed()), () -> {
                    submitted.remove(chain);
                    wake.run();
                });
            }
        }
        Instant latest = now.plus(LOOK_AGAIN);
        // While some are being written the store still names them as the earliest; their end wakes the loop.
        Instant earliest = submitted.isEmpty() ? store.earliestDeadline(now).orElse(latest) : latest;
        next = earliest.isBefore(latest) ? earliest : latest;
        return earliest.isBefore(latest) ? earliest : latest;
    }
}
