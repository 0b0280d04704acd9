package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.engine.health.CircuitState;
import io.github.webhooks4j.engine.health.DestinationState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Lists the lanes in most trouble. Reads a few lanes at a time with their lock held, and sorts without it: a list of very many lanes
 * delays no delivery. Confined to the calling thread.
 */
final class LaneSurvey {
    /** The most lanes that are listed. */
    static final int MAX_LISTED = 1_000;
    /** The lanes that are read with the lock held once: some microseconds. */
    private static final int AT_ONCE = 256;

    private static final Comparator<DestinationState> WORST_FIRST = Comparator.comparing(
                    (DestinationState state) -> state.circuit() instanceof CircuitState.Closed)
            .thenComparingInt(state -> -state.circuit().consecutiveFailures())
            .thenComparingInt(state -> -state.inMemory())
            .thenComparingInt(state -> -state.inFlight())
            .thenComparing(state -> state.webhook().value())
            .thenComparingInt(DestinationState::destination);

    private LaneSurvey() {}

    /**
     * Returns the lanes in most trouble, the worst first.
     *
     * @param lock guards each of them
     */
    static List<DestinationState> worst(List<Lane> lanes, Object lock, Instant now) {
        var worst = new PriorityQueue<DestinationState>(WORST_FIRST.reversed());
        var read = new ArrayList<DestinationState>(AT_ONCE);
        for (int from = 0; from < lanes.size(); from += AT_ONCE) {
            List<Lane> some = lanes.subList(from, Math.min(lanes.size(), from + AT_ONCE));
            synchronized (lock) {
                for (Lane lane : some) {
                    // One that was forgotten in the meantime is idle too.
                    if (!lane.isIdle() || lane.pace != null) {
                        read.add(state(lane, now));
                    }
                }
            }
            for (DestinationState state : read) {
                worst.add(state);
                if (worst.size() > MAX_LISTED) {
                    worst.remove();
                }
            }
            read.clear();
        }
        return worst.stream().sorted(WORST_FIRST).toList();
    }

    static DestinationState state(Lane lane, Instant now) {
        return new DestinationState(
                lane.key.webhook(),
                lane.key.destination(),
                lane.traits.hostAndPort(),
                lane.inFlight,
                lane.limit.size(),
                lane.ready.size(),
                lane.parked,
                circuit(lane, now),
                lane.traits.limits(),
                lane.dueInStore);
    }

    private static CircuitState circuit(Lane lane, Instant now) {
        int failures = lane.circuit.consecutiveFailures();
        if (!lane.circuit.isOpen()) {
            return new CircuitState.Closed(failures);
        }
        Instant probe = lane.circuit.nextStartAt(now);
        return lane.inFlight > 0 || !now.isBefore(probe)
                ? new CircuitState.HalfOpen(failures)
                : new CircuitState.Open(failures, probe);
    }
}
