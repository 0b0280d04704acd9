package io.github.webhooks4j.engine.internal.context;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Allocates the numbers of events, and of chains that are started later, which grow with the store's time. It allocates no number twice
 * within a few seconds, to chains of one webhook. The store refuses an event's number that another node, or this one long ago, has given
 * to another event, and a later chain's that a chain of the webhook for another event has. Thread-safe.
 */
public final class EventNumbers {
    /** How far from the present time the numbers are that it remembers. Only clocks that are set reach others. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private final Supplier<Instant> storeTime;
    private final NavigableSet<Long> events = new TreeSet<>(); // guarded by this
    /** By the numbers of reruns the webhooks that have one: the chains of different webhooks may have the same. */
    private final NavigableMap<Long, Set<Long>> reruns = new TreeMap<>(); // guarded by this

    /**
     * Creates a source of numbers.
     *
     * @param storeTime returns the store's time, as far as it is known without asking the store
     */
    public EventNumbers(Supplier<Instant> storeTime) {
        this.storeTime = storeTime;
    }

    /** Allocates the number of an event that is about to be published. */
    public synchronized long allocate(EventId event) {
        Instant now = forgetOthers();
        long number = EventNumber.of(now, event);
        while (!events.add(number)) {
            number = EventNumber.next(number);
        }
        return number;
    }

    /**
     * Allocates the id of a chain that is started for an event that was accepted before.
     *
     * @param webhook the number of its webhook
     * @param number the number of the event, or of any chain of it
     */
    public synchronized ChainId allocateRerun(long webhook, long number) {
        Instant now = forgetOthers();
        long free = EventNumber.ofRerun(now, number);
        while (!reruns.computeIfAbsent(free, none -> new HashSet<>()).add(webhook)) {
            free = EventNumber.next(free);
        }
        return ChainId.of(webhook, free);
    }

    /** Forgets the numbers that are far from the present time, which it returns. */
    private Instant forgetOthers() {
        Instant now = storeTime.get();
        long first = EventNumber.first(now.minus(REMEMBERED));
        long end = EventNumber.first(now.plus(REMEMBERED));
        forget(events, first, end);
        forget(reruns.navigableKeySet(), first, end);
        return now;
    }

    /** One by one: each call forgets the few that have come since the last one, for which views of the set cost more than they. */
    private static void forget(NavigableSet<Long> numbers, long first, long end) {
        while (!numbers.isEmpty() && numbers.first() < first) {
            numbers.pollFirst();
        }
        while (!numbers.isEmpty() && numbers.last() >= end) {
            numbers.pollLast();
        }
    }

    /** Returns how many numbers it remembers. */
    synchronized int remembered() {
        return events.size() + reruns.size();
    }
}
