package io.github.webhooks4j.engine.internal.lane;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The shares of all hosts and owners that have lanes. Confined to the thread that holds the lock of {@link LaneScheduler}. */
final class InFlightShares {
    private final Map<String, InFlightShare> hosts = new HashMap<>();
    private final Map<String, InFlightShare> owners = new HashMap<>();

    /** Adds a lane, with everything that it uses, to the shares of the host and owner in its traits. */
    void join(Lane lane) {
        lane.host = hosts.computeIfAbsent(lane.traits.hostAndPort(), absent -> new InFlightShare());
        String owner = lane.traits.owner();
        lane.owner = owner == null ? null : owners.computeIfAbsent(owner, absent -> new InFlightShare());
        count(lane.host, lane, 1);
        count(lane.owner, lane, 1);
    }

    /** Subtracts a lane, with everything that it uses, from its shares. */
    void leave(Lane lane) {
        count(lane.host, lane, -1);
        if (lane.host != null && lane.host.lanes == 0) {
            hosts.remove(lane.traits.hostAndPort());
        }
        count(lane.owner, lane, -1);
        if (lane.owner != null && lane.owner.lanes == 0) {
            owners.remove(lane.traits.owner());
        }
    }

    /** Returns whether the two traits differ in host or owner. */
    static boolean isMove(LaneTraits one, LaneTraits other) {
        return !one.hostAndPort().equals(other.hostAndPort()) || !Objects.equals(one.owner(), other.owner());
    }

    private static void count(@Nullable InFlightShare share, Lane lane, int sign) {
        if (share != null) {
            share.lanes += sign;
            share.inFlight += sign * lane.inFlight;
            share.held += sign * lane.held;
            share.heldBytes += sign * lane.heldBytes;
        }
    }
}
