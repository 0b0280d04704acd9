package io.github.webhooks4j.transport.internal.dns;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which lookup starts next, so that the names of one owner do not delay those of others. Domains take turns, and
 * each has a quarter of the places. Some places are reserved for names that resolved before. A lookup that runs for long
 * releases its place, unless too many have done so; names that hung before get only half of those. Not thread-safe:
 * guarded by the lock of the resolver.
 */
final class LookupTurns {
    /** Lookups that run at the same time, without those that hang. */
    static final int MAX_ACTIVE = 32;
    /** Lookups that hang at the same time and are no longer counted as active. */
    static final int MAX_HANGING = 64;
    /** Lookups in one domain at the same time. */
    static final int MAX_OF_DOMAIN = MAX_ACTIVE / 4;
    /** Lookups that wait for their turn. */
    static final int MAX_WAITING = 1024;

    private static final int MAX_UNPROVEN = MAX_ACTIVE - MAX_ACTIVE / 4;
    private static final long HANGS_AFTER_NANOS = 250_000_000;

    private final NameMemory memory;
    private final Map<String, Deque<Lookup>> waiting = new LinkedHashMap<>();
    private final Map<String, Integer> runningOfDomain = new LinkedHashMap<>();
    private final Set<Lookup> active = new LinkedHashSet<>();
    private final Set<Lookup> hanging = new LinkedHashSet<>();
    private int waitingCount;

    LookupTurns(NameMemory memory) {
        this.memory = memory;
    }

    /** Returns whether no other lookup may wait. */
    boolean isFull() {
        return waitingCount >= MAX_WAITING;
    }

    void add(Lookup lookup) {
        waiting.computeIfAbsent(lookup.domain, domain -> new ArrayDeque<>()).add(lookup);
        waitingCount++;
    }

    /** Removes a lookup that no caller waits for any more. */
    void remove(Lookup lookup) {
        Deque<Lookup> ofDomain = waiting.get(lookup.domain);
        if (ofDomain != null && ofDomain.remove(lookup)) {
            waitingCount--;
            if (ofDomain.isEmpty()) {
                waiting.remove(lookup.domain);
            }
        }
    }

    void ended(Lookup lookup) {
        if (active.remove(lookup) || hanging.remove(lookup)) {
            runningOfDomain.merge(lookup.domain, -1, (count, less) -> count + less == 0 ? null : count + less);
        }
    }

    /** Returns whether a lookup waits because of others in its own domain, or because its name hung before. */
    boolean isHeldUpByItsOwn(Lookup lookup) {
        return !hasRoomInDomain(lookup) || memory.isHanging(lookup.host);
    }

    /** Returns the lookup that starts now, and counts it as started. */
    Optional<Lookup> next(long now) {
        letGo(now);
        Iterator<Map.Entry<String, Deque<Lookup>>> domains = waiting.entrySet().iterator();
        while (domains.hasNext()) {
            Map.Entry<String, Deque<Lookup>> domain = domains.next();
            for (Lookup lookup : domain.getValue()) {
                if (mayStart(lookup)) {
                    domain.getValue().remove(lookup);
                    domains.remove();
                    if (!domain.getValue().isEmpty()) {
                        waiting.put(
                                domain.getKey(),
                                domain.getValue()); // at the end: the other domains have their turn first
                    }
                    start(lookup, now);
                    return Optional.of(lookup);
                }
            }
        }
        return Optional.empty();
    }

    private void start(Lookup lookup, long now) {
        waitingCount--;
        lookup.started = true;
        lookup.startedAt = now;
        lookup.proven = memory.isProven(lookup.host);
        active.add(lookup);
        runningOfDomain.merge(lookup.domain, 1, Integer::sum);
    }

    private boolean mayStart(Lookup lookup) {
        if (active.size() >= MAX_ACTIVE || !hasRoomInDomain(lookup)) {
            return false;
        }
        if (memory.isHanging(lookup.host) && hanging.size() >= MAX_HANGING / 2) {
            return false;
        }
        return memory.isProven(lookup.host)
                || active.stream().filter(running -> !running.proven).count() < MAX_UNPROVEN;
    }

    private boolean hasRoomInDomain(Lookup lookup) {
        return runningOfDomain.getOrDefault(lookup.domain, 0) < MAX_OF_DOMAIN;
    }

    private void letGo(long now) {
        Iterator<Lookup> oldest = active.iterator();
        while (oldest.hasNext() && hanging.size() < MAX_HANGING) {
            Lookup lookup = oldest.next();
            if (now - lookup.startedAt < HANGS_AFTER_NANOS) {
                return;
            }
            oldest.remove();
            hanging.add(lookup);
        }
    }
}
