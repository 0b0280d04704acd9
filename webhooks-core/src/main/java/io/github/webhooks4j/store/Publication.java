package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import java.util.List;

/**
 * Tells that an event is durably accepted.
 *
 * @param event the event
 * @param chains the chains that it started, one for each webhook that matched; those of an event with many webhooks, or of one that
 *     was published in a transaction of the application's, are created a moment later
 * @param repeated whether it had been accepted before, so that nothing was started now
 */
public record Publication(EventId event, List<ChainId> chains, boolean repeated) {
    public Publication {
        requireNonNull(event, "event");
        chains = List.copyOf(chains);
    }
}
