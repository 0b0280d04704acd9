package io.github.webhooks4j.engine.internal.context;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Allocates the numbers of events and reruns, which grow with the store's time. It allocates no number twice within a few
 * seconds; the store refuses a number that another node, or this one long ago, has given to another event. Thread-safe.
 */
public final class EventNumbers {
    /** How far from the present time the numbers are that it remembers. Only clocks that are set reach others. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private final Supplier<Instant> storeTime;
    private final NavigableSet<Long> recent = new TreeSet<>(); // guarded by this

    /**
     * Creates a source of numbers.
     *
     * @param storeTime returns the store's time, as far as it is known without asking the store
     */
    public EventNumbers(Supplier<Instant> storeTime) {
        this.storeTime = storeTime;
    }

    /** Allocates the number of an event that is about to be published. */
    public long allocate(EventId event) {
        Instant now = storeTime.get();
        return take(EventNumber.of(now, event), now);
    }

    /**
     * Allocates the number of a rerun.
     *
     * @param original the number of the chain that is run again
     */
    public long allocateRerun(long original) {
        Instant now = storeTime.get();
        return take(EventNumber.ofRerun(now, original), now);
    }

    private synchronized long take(long number, Instant now) {
        recent.headSet(EventNumber.ofRerun(now.minus(REMEMBERED), 0)).clear();
        recent.tailSet(EventNumber.ofRerun(now.plus(REMEMBERED), 0)).clear();
        long free = number;
        while (!recent.add(free)) {
            free = EventNumber.next(free);
        }
        return free;
    }

    /** Returns how many numbers it remembers. */
    synchronized int remembered() {
        return recent.size();
    }
}
