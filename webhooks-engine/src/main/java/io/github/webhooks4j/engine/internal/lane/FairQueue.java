package io.github.webhooks4j.engine.internal.lane;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that wait for a slot. The lanes of one host and owner form a party, and parties take turns. Parties whose host
 * or owner has used up its share are skipped until a slot of it is released, and cost nothing in the meantime. Confined
 * to the thread that holds the lock of {@link LaneScheduler}.
 */
final class FairQueue {
    /** Lanes of one host and owner. */
    private static final class Party {
        final InFlightShare host;
        final @Nullable InFlightShare owner;
        final Set<Lane> lanes = new LinkedHashSet<>();
        /** The set that contains it: the ready parties, or those blocked by a share. */
        Set<Party> standsIn;

        Party(InFlightShare host, @Nullable InFlightShare owner, Set<Party> standsIn) {
            this.host = host;
            this.owner = owner;
            this.standsIn = standsIn;
        }
    }

    private record PartyKey(InFlightShare host, @Nullable InFlightShare owner) {}

    private final int limit;
    private final Map<PartyKey, Party> parties = new HashMap<>();
    private final Set<Party> ready = new LinkedHashSet<>();
    private final Map<InFlightShare, Set<Party>> blocked = new LinkedHashMap<>();
    private int size;

    /**
     * Creates an empty queue.
     *
     * @param limit attempts in flight of one host or owner, from which on its lanes are skipped
     */
    FairQueue(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    /** Adds a lane at the end of its party; does nothing if it is in the queue. */
    void add(Lane lane) {
        InFlightShare host = lane.host();
        Party party = parties.computeIfAbsent(new PartyKey(host, lane.owner), absent -> {
            var fresh = new Party(host, lane.owner, ready);
            ready.add(fresh);
            return fresh;
        });
        if (party.lanes.add(lane)) {
            size++;
        }
    }

    void remove(Lane lane) {
        Party party = parties.get(new PartyKey(lane.host(), lane.owner));
        if (party != null && party.lanes.remove(lane)) {
            size--;
            dropIfEmpty(party);
        }
    }

    /** Returns whether a lane waits whose host and owner are below their shares. */
    boolean hasReady() {
        skipUsedUp();
        return !ready.isEmpty();
    }

    /** Removes the next lane whose host and owner are below their shares; null if there is none. */
    @Nullable Lane poll() {
        skipUsedUp();
        return ready.isEmpty() ? null : take(ready.iterator().next());
    }

    /** Removes the next blocked lane; null if there is none. */
    @Nullable Lane pollBlocked() {
        Iterator<Map.Entry<InFlightShare, Set<Party>>> first =
                blocked.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<InFlightShare, Set<Party>> behind = first.next();
        Lane lane = take(behind.getValue().iterator().next());
        // Next time it is another share's turn.
        Set<Party> rest = blocked.remove(behind.getKey());
        if (rest != null) {
            blocked.put(behind.getKey(), rest);
        }
        return lane;
    }

    /** Unblocks as many of the parties that wait for a share as it has room for. */
    void freed(@Nullable InFlightShare share) {
        for (int room = share == null ? 0 : limit - share.inFlight; room > 0 && blocked.containsKey(share); room--) {
            unblock(share);
        }
    }

    private void unblock(@Nullable InFlightShare share) {
        Set<Party> behind = share == null ? null : blocked.get(share);
        if (behind != null) {
            move(behind.iterator().next(), ready);
        }
    }

    /**
     * Moves blocked parties away from the front. A party that one share has unblocked and its other share blocks makes
     * room for another party. Only few shares can be used up at a time, since each is a part of all slots.
     */
    private void skipUsedUp() {
        while (!ready.isEmpty()) {
            Party party = ready.iterator().next();
            if (isUsedUp(party.host)) {
                block(party, party.host);
                if (!isUsedUp(party.owner)) {
                    unblock(party.owner);
                }
            } else if (isUsedUp(party.owner)) {
                block(party, party.owner);
                unblock(party.host);
            } else {
                return;
            }
        }
    }

    private boolean isUsedUp(@Nullable InFlightShare share) {
        return share != null && share.inFlight >= limit;
    }

    private void block(Party party, @Nullable InFlightShare behind) {
        move(party, blocked.computeIfAbsent(requireNonNull(behind), absent -> new LinkedHashSet<>()));
    }

    private Lane take(Party party) {
        Lane lane = party.lanes.iterator().next();
        party.lanes.remove(lane);
        size--;
        if (!dropIfEmpty(party)) {
            // Move it behind the others.
            party.standsIn.remove(party);
            party.standsIn.add(party);
        }
        return lane;
    }

    private boolean dropIfEmpty(Party party) {
        if (!party.lanes.isEmpty()) {
            return false;
        }
        parties.remove(new PartyKey(party.host, party.owner));
        leave(party);
        return true;
    }

    private void move(Party party, Set<Party> to) {
        leave(party);
        party.standsIn = to;
        to.add(party);
    }

    @SuppressWarnings("ReferenceEquality") // sets are distinguished by what they are for, not by what is in them
    private void leave(Party party) {
        party.standsIn.remove(party);
        if (party.standsIn != ready && party.standsIn.isEmpty()) {
            blocked.remove(party.host, party.standsIn);
            if (party.owner != null) {
                blocked.remove(party.owner, party.standsIn);
            }
        }
    }
}
