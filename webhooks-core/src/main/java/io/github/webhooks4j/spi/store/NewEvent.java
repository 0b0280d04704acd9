package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventNumber;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event to accept, with the chains that it starts.
 *
 * @param number its number, which the ids of its chains have, too; see {@link EventNumber}
 * @param event the event, with the time when it happened
 * @param chains one for each matching webhook; may be empty
 * @param basedOn the versions of webhooks that the caller had seen when it chose the chains: if the store lacks one of
 *     them, it accepts nothing; empty to accept the event in any case
 * @param slice 0 if the chains are created together with the event; otherwise they are only listed with it, and created
 *     afterwards, up to this many in one {@link Mutation.CreateChains}
 */
public record NewEvent(long number, Event event, List<NewChain> chains, List<Long> basedOn, int slice) {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the event has no time, {@code slice} is negative, or a chain is claimed that is created
     *     afterwards or whose event has an ordering key
     */
    public NewEvent {
        requireNonNull(event, "event");
        if (event.occurredAt() == null) {
            throw new IllegalArgumentException(
                    "event " + event.id() + " must have the time when it happened before it is stored, was none");
        }
        chains = List.copyOf(chains);
        basedOn = List.copyOf(basedOn);
        if (slice < 0) {
            throw new IllegalArgumentException("slice must not be negative, was " + slice);
        }
        if (slice > 0) {
            requireUnclaimed(chains, "it is created later; claim it when it is created");
        }
        if (event.orderingKey() != null) {
            requireUnclaimed(chains, "its event has an ordering key: it may have to wait for its turn");
        }
    }

    /** Creates an event whose chains are created together with it. */
    public NewEvent(long number, Event event, List<NewChain> chains, List<Long> basedOn) {
        this(number, event, chains, basedOn, 0);
    }

    /**
     * Creates an event that does not depend on the versions of webhooks in the store, and whose chains are created
     * together with it.
     */
    public NewEvent(long number, Event event, List<NewChain> chains) {
        this(number, event, chains, List.of());
    }

    /** Returns the chains that are created together with the event. */
    public List<NewChain> chainsNow() {
        return slice == 0 ? chains : List.of();
    }

    /** Returns the same event with chains that are created afterwards. */
    public NewEvent listed(int chainsOfSlice) {
        return new NewEvent(number, event, chains, basedOn, chainsOfSlice);
    }

    static void requireUnclaimed(List<NewChain> chains, String reason) {
        for (NewChain chain : chains) {
            if (chain.claimant() != null) {
                throw new IllegalArgumentException("chain " + chain.id() + " must be unclaimed, since " + reason);
            }
        }
    }

    /**
     * Returns the chains that are created afterwards, slice by slice.
     *
     * @param turn the event's turn among those of its ordering key; null if it has none
     */
    public List<ChainSlice> slices(@Nullable OrderingTurn turn) {
        if (slice == 0) {
            return List.of();
        }
        var slices = new ArrayList<ChainSlice>();
        for (int from = 0; from < chains.size(); from += slice) {
            slices.add(new ChainSlice(
                    event.id(),
                    event.topic(),
                    event.type(),
                    slices.size(),
                    chains.subList(from, Math.min(from + slice, chains.size())),
                    turn));
        }
        return slices;
    }
}
