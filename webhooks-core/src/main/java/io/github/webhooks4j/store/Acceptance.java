package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.Event;
import java.util.List;

/**
 * An event to accept, with the chains that it starts.
 *
 * @param event the event
 * @param chains one for each matching webhook; may be empty
 * @param basedOn the numbers of the changes of webhooks that whoever chose the chains had seen: if the store does not have one
 *     of them, it accepts nothing; empty to accept it in any case
 */
public record Acceptance(Event event, List<NewChain> chains, List<Long> basedOn) {
    public Acceptance {
        requireNonNull(event, "event");
        chains = List.copyOf(chains);
        basedOn = List.copyOf(basedOn);
    }

    /** Creates one that is accepted whatever changes of webhooks the store has. */
    public Acceptance(Event event, List<NewChain> chains) {
        this(event, chains, List.of());
    }
}
