package io.github.webhooks4j.publish;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import java.util.List;

/**
 * The result of publishing one event: it is durably accepted.
 *
 * @param event the event
 * @param chains the chains that it started, one for each webhook that matched; those of an event with many webhooks, or of one that
 *     was published in a transaction of the application, are created a moment later
 * @param duplicate whether it had been accepted before, so that nothing was started now
 */
public record PublishResult(EventId event, List<ChainId> chains, boolean duplicate) {
    public PublishResult {
        requireNonNull(event, "event");
        chains = List.copyOf(chains);
    }
}
