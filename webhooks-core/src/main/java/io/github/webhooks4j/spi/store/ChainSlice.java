package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the chains that an accepted event starts, and that are not created yet.
 *
 * @param event the event
 * @param topic its topic
 * @param eventType its type
 * @param number which of the event's slices it is, from 0
 * @param chains the chains, at least one
 * @param turn the event's turn among those of its ordering key; null if it has none
 */
public record ChainSlice(
        EventId event,
        Topic topic,
        String eventType,
        int number,
        List<NewChain> chains,
        @Nullable OrderingTurn turn) {
    /** Creates a slice of an event without an ordering key. */
    public ChainSlice(EventId event, Topic topic, String eventType, int number, List<NewChain> chains) {
        this(event, topic, eventType, number, chains, null);
    }

    /** Returns the same slice with other chains. */
    public ChainSlice with(List<NewChain> other) {
        return new ChainSlice(event, topic, eventType, number, other, turn);
    }

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there is no chain
     */
    public ChainSlice {
        requireNonNull(event, "event");
        requireNonNull(topic, "topic");
        requireNonNull(eventType, "eventType");
        chains = List.copyOf(chains);
        if (chains.isEmpty()) {
            throw new IllegalArgumentException(
                    "slice " + number + " of event " + event + " must have at least one chain, had none");
        }
    }
}
