package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Change} came to. */
public sealed interface Outcome {
    /**
     * The events are accepted.
     *
     * @param publications one for each, in their order
     */
    record Published(List<Publication> publications) implements Outcome {
        public Published {
            publications = List.copyOf(publications);
        }
    }

    /**
     * None of the events is accepted: one has the id of another event.
     *
     * @param event the id
     */
    record EventConflict(EventId event) implements Outcome {
        public EventConflict {
            requireNonNull(event, "event");
        }
    }

    /**
     * A chain was started again.
     *
     * @param chain the new chain
     */
    record Started(ChainRecord chain) implements Outcome {
        public Started {
            requireNonNull(chain, "chain");
        }
    }

    /**
     * A chain took an input, an attempt or a release.
     *
     * @param before the chain before; equal to {@code after} if nothing changed
     * @param after the chain afterwards
     * @param effect how it took it
     * @param disabled the status that the chain's webhook got because of it; null if it kept its own
     */
    record Applied(
            ChainRecord before,
            ChainRecord after,
            Effect effect,
            @Nullable WebhookStatus disabled) implements Outcome {
        public Applied {
            requireNonNull(before, "before");
            requireNonNull(after, "after");
            requireNonNull(effect, "effect");
        }
    }

    /**
     * Nothing of the publication or rerun was done: its chains were chosen by somebody who has seen a change of a webhook that the
     * store does not have. Whoever chose them has to {@linkplain Store#webhookChanges learn} what the store has, and choose again.
     */
    record WebhooksOutdated() implements Outcome {}

    /** The store does not have the chain, perhaps no longer. */
    record NotFound() implements Outcome {}
}
