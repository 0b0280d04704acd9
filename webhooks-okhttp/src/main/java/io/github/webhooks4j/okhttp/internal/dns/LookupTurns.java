package io.github.webhooks4j.okhttp.internal.dns;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which look-up starts next, so that no party's names keep those of others waiting. Domains take turns, and each has a quarter of
 * the places. Some places are kept for names that resolved before. A look-up that runs for long gives its place up, as long as not
 * too many do so; names that hung before get only half of that room. Not thread-safe: guarded by the lock of the resolver.
 */
final class LookupTurns {
    /** Look-ups that run at the same time, without those that hang. */
    static final int MAX_ACTIVE = 32;
    /** Look-ups that hang at the same time and count no longer as active. */
    static final int MAX_HANGING = 64;
    /** Look-ups in one domain at the same time. */
    static final int MAX_OF_DOMAIN = MAX_ACTIVE / 4;
    /** Look-ups that wait for their turn. */
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

    /** Returns whether so many wait that no other may. */
    boolean isFull() {
        return waitingCount >= MAX_WAITING;
    }

    void add(Lookup lookup) {
        waiting.computeIfAbsent(lookup.domain, domain -> new ArrayDeque<>()).add(lookup);
        waitingCount++;
    }

    /** Takes a look-up out that waits in vain. */
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

    /** Returns whether a look-up waits because of others in its own domain, or because its name hung before. */
    boolean isHeldUpByItsOwn(Lookup lookup) {
        return !hasRoomInDomain(lookup) || memory.isHanging(lookup.host);
    }

    /** Returns the look-up that starts now, and counts it as started. */
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
                        waiting.put(domain.getKey(), domain.getValue()); // at the end: its next turn is the last
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
