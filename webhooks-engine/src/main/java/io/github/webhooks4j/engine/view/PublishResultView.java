package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.publish.PublishResult;
import java.util.List;

/**
 * What may be shown of what publishing an event came to. Immutable.
 *
 * @param event the event
 * @param chains the chains that it started
 * @param duplicate whether the event was accepted before, so that this call changed nothing
 */
public record PublishResultView(String event, List<String> chains, boolean duplicate) {
    public PublishResultView {
        requireNonNull(event, "event");
        chains = List.copyOf(chains);
    }

    /** Returns the view of a result. */
    public static PublishResultView of(PublishResult result) {
        requireNonNull(result, "result");
        return new PublishResultView(
                result.event().value(),
                result.chains().stream().map(ChainId::value).toList(),
                result.duplicate());
    }
}
