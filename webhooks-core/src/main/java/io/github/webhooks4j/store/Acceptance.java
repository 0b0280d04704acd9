package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.Event;
import java.util.List;

/**
 * An event to accept, with the chains that it starts.
 *
 * @param event the event
 * @param chains one for each matching webhook; may be empty
 */
public record Acceptance(Event event, List<NewChain> chains) {
    public Acceptance {
        requireNonNull(event, "event");
        chains = List.copyOf(chains);
    }
}
