package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkSkip;
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

/** The result of a {@link Mutation}. */
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
     * None of the events is accepted: the number of one is that of another event. Or no chain is started for an event that was accepted
     * before: its number is that of a chain of another event. The caller must choose another number.
     *
     * @param event the id of the event that needs another number
     */
    record NumberTaken(EventId event) implements MutationResult {
        public NumberTaken {
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
     * @param original the unfinished chain
     */
    record Unfinished(StoredChain original) implements MutationResult {
        public Unfinished {
            requireNonNull(original, "original");
        }
    }

    /**
     * Nothing was started: the event has a chain for the webhook.
     *
     * @param chain that chain
     */
    record HasChain(ChainId chain) implements MutationResult {
        public HasChain {
            requireNonNull(chain, "chain");
        }
    }

    /**
     * An input, an attempt or a release was applied to a chain.
     *
     * @param before the chain before; equal to {@code after} if nothing changed
     * @param after the chain afterwards
     * @param effect the effect on the chain
     * @param disabled the status with which it disabled the chain's webhook; null if the status is unchanged
     * @param turns the lanes in which a delivery that waited for its turn may be claimed now
     */
    record Applied(
            StoredChain before,
            StoredChain after,
            Effect effect,
            @Nullable WebhookStatus disabled,
            List<LaneKey> turns) implements MutationResult {
        /** Creates the result of a mutation after which it is no other delivery's turn. */
        public Applied(StoredChain before, StoredChain after, Effect effect, @Nullable WebhookStatus disabled) {
            this(before, after, effect, disabled, List.of());
        }

        public Applied {
            turns = List.copyOf(turns);
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
            // Keeps the order: that of Set.copyOf differs between processes.
            cancelled = Collections.unmodifiableSet(new LinkedHashSet<>(cancelled));
        }
    }

    /**
     * The publish or rerun had no effect: the caller chose its chains by a version of a webhook that the store lacks.
     * The caller must {@linkplain Store#webhookChanges read} the webhooks of the store, and choose again.
     */
    record WebhooksOutdated() implements MutationResult {}

    /** The store does not have the chain, the slice or the event, perhaps no longer. */
    record NotFound() implements MutationResult {}

    /**
     * A bulk job was started.
     *
     * @param job the job
     */
    record BulkStarted(BulkJob job) implements MutationResult {
        public BulkStarted {
            requireNonNull(job, "job");
        }
    }

    /**
     * No bulk job was started: one runs already.
     *
     * @param running the job that runs
     */
    record BulkRunning(BulkJobId running) implements MutationResult {
        public BulkRunning {
            requireNonNull(running, "running");
        }
    }

    /**
     * A bulk job was moved on, or stopped.
     *
     * @param job the job afterwards
     * @param results of the changes of its slice, in their order; none if it was stopped
     */
    record BulkMoved(BulkJob job, List<MutationResult> results) implements MutationResult {
        public BulkMoved {
            requireNonNull(job, "job");
            results = List.copyOf(results);
        }
    }

    /**
     * A chain of a bulk job was left as it was.
     *
     * @param reason why
     */
    record BulkSkipped(BulkSkip reason) implements MutationResult {
        public BulkSkipped {
            requireNonNull(reason, "reason");
        }
    }

    /**
     * Nothing was done for a bulk job: it has ended, or is not where it was when the chains were found.
     *
     * @param job the job as it is
     */
    record BulkUnmoved(BulkJob job) implements MutationResult {
        public BulkUnmoved {
            requireNonNull(job, "job");
        }
    }
}
