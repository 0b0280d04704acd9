package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link Mutation} came to. */
public sealed interface MutationResult {
    /**
     * The events are accepted.
     *
     * @param publications one for each, in their order
     */
    record Published(List<PublishResult> publications) implements MutationResult {
        public Published {
            publications = List.copyOf(publications);
        }
    }

    /**
     * None of the events is accepted: one has the id of another event.
     *
     * @param event the id
     */
    record EventConflict(EventId event) implements MutationResult {
        public EventConflict {
            requireNonNull(event, "event");
        }
    }

    /**
     * A chain was started again.
     *
     * @param chain the new chain
     */
    record Started(StoredChain chain) implements MutationResult {
        public Started {
            requireNonNull(chain, "chain");
        }
    }

    /**
     * Nothing was started: the chain that was to be run again is not finished.
     *
     * @param original the chain as it counts
     */
    record Unfinished(StoredChain original) implements MutationResult {
        public Unfinished {
            requireNonNull(original, "original");
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
            StoredChain before,
            StoredChain after,
            Effect effect,
            @Nullable WebhookStatus disabled) implements MutationResult {
        public Applied {
            requireNonNull(before, "before");
            requireNonNull(after, "after");
            requireNonNull(effect, "effect");
        }
    }

    /**
     * The chains of a slice are created.
     *
     * @param cancelled those that were created as cancelled, since their webhooks are deleted
     */
    record Created(Set<ChainId> cancelled) implements MutationResult {
        public Created {
            // In their order: a set that Set.copyOf makes has another one in every process.
            cancelled = Collections.unmodifiableSet(new LinkedHashSet<>(cancelled));
        }
    }

    /**
     * Nothing of the publication or rerun was done: the caller chose its chains after it had seen a change of a webhook that the store
     * does not have. The caller has to {@linkplain Store#webhookChanges read} what the store has, and choose again.
     */
    record WebhooksOutdated() implements MutationResult {}

    /** The store does not have the chain or the slice, perhaps no longer. */
    record NotFound() implements MutationResult {}
}
