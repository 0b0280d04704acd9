package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing to write. Each is about one event or one chain and carries all it needs, so that a store may keep them wherever its
 * keys live; what a change does to a chain is decided by {@link StoreRules}, never by the store.
 */
public sealed interface Mutation {
    /**
     * Accepts events, all or none. One whose id is known with the same topic, type and body is not accepted again. Chains that
     * are {@linkplain NewEvent#slice to be created afterwards} are listed in {@link Store#slices} from then on.
     *
     * @param acceptances at least one; no two of the same event id
     */
    record Publish(List<NewEvent> acceptances) implements Mutation {
        public Publish {
            acceptances = List.copyOf(acceptances);
        }
    }

    /**
     * Creates the chains of a slice, and takes the slice from the list of what is still to be created, in one transaction. A chain
     * whose webhook is deleted is created as cancelled.
     *
     * @param slice the slice, as {@link Store#slices} returned it; its chains may have claimants
     */
    record CreateChains(ChainSlice slice) implements Mutation {
        public CreateChains {
            requireNonNull(slice, "slice");
        }
    }

    /**
     * Starts another chain for the event of a finished chain; {@link MutationResult.Unfinished} if it is not finished.
     *
     * @param original the chain that is run again
     * @param chain the chain to start
     * @param basedOn as in {@link NewEvent}
     */
    record Rerun(ChainId original, NewChain chain, List<Long> basedOn) implements Mutation {
        public Rerun {
            requireNonNull(original, "original");
            requireNonNull(chain, "chain");
            basedOn = List.copyOf(basedOn);
        }

        /** Creates one that starts the chain whatever changes of webhooks the store has. */
        public Rerun(ChainId original, NewChain chain) {
            this(original, chain, List.of());
        }
    }

    /**
     * Records an attempt and what follows from it. The attempt is kept in any case, and counts once however often it is
     * recorded under the same claim and number. If the claim is no longer the present one, nothing else changes, except that a
     * success still finishes the delivery. If the store does not have the chain's webhook, what remains of the chain is cancelled.
     *
     * @param key the claim under which the attempt was made
     * @param attempt the attempt
     * @param verdict what follows from it
     */
    record RecordAttempt(ClaimToken key, Attempt attempt, AttemptOutcome verdict) implements Mutation {
        public RecordAttempt {
            requireNonNull(key, "key");
            requireNonNull(attempt, "attempt");
            requireNonNull(verdict, "verdict");
        }
    }

    /**
     * Applies an input to a chain.
     *
     * @param chain the chain
     * @param input what happened
     */
    record Apply(ChainId chain, ChainEvent input) implements Mutation {
        public Apply {
            requireNonNull(chain, "chain");
            requireNonNull(input, "input");
        }
    }

    /**
     * Has an unfinished chain go over to later settings of its webhook at its step: it takes their revision and plan. If the step's
     * destination is another there, its next attempt is due at once, and no failures are counted. Does nothing to a chain that runs by
     * the revision or a later one, whose step the plan does not have, or that is not unfinished.
     *
     * @param chain the chain
     * @param revision the revision of the settings
     * @param plan the plan of a chain by these settings
     * @param claim a claim of its delivery that is released in any case, if it is the present one; null for none
     */
    record Move(
            ChainId chain,
            int revision,
            ChainPlan plan,
            @Nullable ClaimToken claim) implements Mutation {
        public Move {
            requireNonNull(chain, "chain");
            requireNonNull(plan, "plan");
        }
    }

    /**
     * Gives a claimed delivery back untried. Does nothing if the claim is no longer the present one.
     *
     * @param key the claim
     */
    record Release(ClaimToken key) implements Mutation {
        public Release {
            requireNonNull(key, "key");
        }
    }

    /**
     * Sets a record aside that could never be written. If it holds the present claim of a delivery, no node owns that delivery until
     * {@link EndSetAside}, and no node claims it, also after a restart. Does nothing if it is set aside already.
     *
     * @param record the change and why
     */
    record SetAside(SetAsideRecord record) implements Mutation {
        public SetAside {
            requireNonNull(record, "record");
        }
    }

    /**
     * Takes a change out of what is set aside; {@link MutationResult.NotFound} if it is not there, or its chain is not kept any more.
     *
     * @param record the change, as {@link Store#setAside} returned it
     * @param written true to write the change now, which gives the outcome; false to drop it: then its delivery, if it is held for
     *     it, becomes due again
     */
    record EndSetAside(SetAsideRecord record, boolean written) implements Mutation {
        public EndSetAside {
            requireNonNull(record, "record");
        }
    }
}
