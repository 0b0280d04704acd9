package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.engine.view.DestinationView;
import io.github.webhooks4j.engine.view.WebhookView;
import io.github.webhooks4j.engine.webhook.WebhookHealth;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One webhook with its latest chains.
 *
 * @param webhook the webhook
 * @param health how it is doing
 * @param destinations the state of its destinations on this node
 * @param chains its latest chains; null if they cannot be read now
 * @param next the query of the chains before these; null if there are none
 * @param revealed the new secret, on the page on which it is shown; null otherwise
 * @param untested whether a test that the visitor wanted was not sent
 */
public record WebhookModel(
        WebhookView webhook,
        WebhookHealth health,
        List<DestinationState> destinations,
        @Nullable List<ChainRow> chains,
        @Nullable String next,
        @Nullable RevealedSecret revealed,
        boolean untested) {
    public WebhookModel {
        destinations = List.copyOf(destinations);
        chains = chains == null ? null : List.copyOf(chains);
    }

    /** Returns whether it starts chains. */
    public boolean enabled() {
        return health.status() == WebhookStatus.ENABLED;
    }

    /** Returns the state of a destination on this node; empty if it has no work. */
    public Optional<DestinationState> state(DestinationView destination) {
        return destinations.stream()
                .filter(state -> state.destination() == destination.number())
                .findFirst();
    }
}
