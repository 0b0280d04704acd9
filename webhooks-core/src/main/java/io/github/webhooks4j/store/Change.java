package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.Verdict;
import java.util.List;

/**
 * One thing to write. Each is about one event or one chain and carries all it needs, so that a store may keep them wherever its
 * keys live; what a change does to a chain is decided by {@link StoreRules}, never by the store.
 */
public sealed interface Change {
    /**
     * Accepts events, all or none. One whose id is known with the same topic, type and body is not accepted again.
     *
     * @param acceptances at least one; no two of the same event id
     */
    record Publish(List<Acceptance> acceptances) implements Change {
        public Publish {
            acceptances = List.copyOf(acceptances);
        }
    }

    /**
     * Starts another chain for the event of a chain.
     *
     * @param original the chain that is run again
     * @param chain the chain to start
     * @param basedOn as in {@link Acceptance}
     */
    record Rerun(ChainId original, NewChain chain, List<Long> basedOn) implements Change {
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
    record RecordAttempt(DueKey key, Attempt attempt, Verdict verdict) implements Change {
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
    record Apply(ChainId chain, ChainInput input) implements Change {
        public Apply {
            requireNonNull(chain, "chain");
            requireNonNull(input, "input");
        }
    }

    /**
     * Gives a claimed delivery back untried. Does nothing if the claim is no longer the present one.
     *
     * @param key the claim
     */
    record Release(DueKey key) implements Change {
        public Release {
            requireNonNull(key, "key");
        }
    }
}
