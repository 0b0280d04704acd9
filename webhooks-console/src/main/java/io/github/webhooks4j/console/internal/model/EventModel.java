package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.history.EventHistory;
import io.github.webhooks4j.engine.history.Explanation;
import io.github.webhooks4j.event.Matching;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event: whom it went to, whom not, and why.
 *
 * @param history the event and its chains
 * @param explanations for each webhook why there is a chain, or none
 * @param laterChains chains that were started for it later, as far as the visitor may see them
 * @param digest the SHA-256 of its body in hex
 * @param body what is shown of its body; null if the visitor may not see it
 * @param cut whether more of the body can be downloaded
 */
public record EventModel(
        EventHistory history,
        List<Explanation> explanations,
        List<ChainId> laterChains,
        String digest,
        @Nullable String body,
        boolean cut) {
    public EventModel {
        explanations = List.copyOf(explanations);
        laterChains = List.copyOf(laterChains);
    }

    /** Returns the webhooks that have a chain. */
    public List<Explanation> with() {
        return explanations.stream().filter(some -> some.chain() != null).toList();
    }

    /** Returns the webhooks that have none. */
    public List<Explanation> without() {
        return explanations.stream().filter(some -> some.chain() == null).toList();
    }

    /** Returns whether the event can still be sent to a webhook. */
    public boolean isSendable(Explanation some) {
        return some.chain() == null
                && history.event().test() == null
                && some.matching() instanceof Matching.Matches
                && some.webhook().status() == WebhookStatus.ENABLED;
    }
}
