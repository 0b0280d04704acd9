package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkSize;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.webhook.DisablePolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A unit of writing. Each mutation concerns one event, one chain or one bulk job, and contains everything it needs. {@link StoreRules} decides the effect of a mutation on a chain, never the store.
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
     * Creates the chains of a slice, and removes the slice from the list of missing ones, in one transaction. A chain
     * whose webhook is deleted is created as cancelled.
     *
     * @param slice the slice, as {@link Store#slices} returned it; its chains may have claimants unless it has a turn
     */
    record CreateChains(ChainSlice slice) implements Mutation {
        public CreateChains {
            requireNonNull(slice, "slice");
            if (slice.turn() != null) {
                NewEvent.requireUnclaimed(
                        slice.chains(), "its event has an ordering key: it may have to wait for its turn");
            }
        }
    }

    /**
     * Starts another chain for the event of a finished chain; {@link MutationResult.Unfinished} if it is not finished. If the chain to
     * start is there already, nothing changes: it was started if it is one of the same event, so that a commit may be repeated; else
     * {@link MutationResult.NumberTaken}.
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

        /** Creates a rerun that does not depend on the versions of webhooks in the store. */
        public Rerun(ChainId original, NewChain chain) {
            this(original, chain, List.of());
        }
    }

    /**
     * Starts a chain for an event that was accepted before, for a webhook that it has no chain for: {@link
     * MutationResult.HasChain} if there is one, also one that is listed and not created yet; {@link MutationResult.NotFound}
     * if the store does not have the event; {@link MutationResult.NumberTaken} if the chain to start is one of another event. The
     * chain is in no order.
     *
     * @param event the event
     * @param chain the chain to start, without a claimant; its number must be no event's
     * @param basedOn as in {@link NewEvent}
     */
    record Send(EventId event, NewChain chain, List<Long> basedOn) implements Mutation {
        /**
         * Checks and copies.
         *
         * @throws IllegalArgumentException if the chain is claimed
         */
        public Send {
            requireNonNull(event, "event");
            NewEvent.requireUnclaimed(List.of(chain), "its event was accepted before");
            basedOn = List.copyOf(basedOn);
        }

        /** Creates one that does not depend on the versions of webhooks in the store. */
        public Send(EventId event, NewChain chain) {
            this(event, chain, List.of());
        }
    }

    /**
     * Makes the next attempt of a delivery due at once; its number and what is left of the retry schedule stay. Does nothing
     * if the delivery was claimed since, or is due already.
     *
     * @param key the last claim of the delivery: one whose fencing token is that of the delivery, which no node has claimed
     *     since
     */
    record DeliverNow(ClaimToken key) implements Mutation {
        public DeliverNow {
            requireNonNull(key, "key");
        }
    }

    /**
     * Records an attempt and its outcome. The attempt is stored in any case, and counts once even if it is recorded
     * repeatedly under the same claim and number. If the claim is no longer the present one, nothing else changes,
     * except that a success still finishes the delivery. If the store lacks the chain's webhook, the rest of the chain
     * is cancelled.
     *
     * @param key the claim under which the attempt was made
     * @param attempt the attempt
     * @param verdict its outcome
     * @param disabling when the node that writes it disables the webhook. Not a part of what is set aside: a store may
     *     return such a record with the default, and the node that has it written passes its own
     */
    record RecordAttempt(ClaimToken key, Attempt attempt, AttemptOutcome verdict, DisablePolicy disabling)
            implements Mutation {
        public RecordAttempt {
            requireNonNull(key, "key");
            requireNonNull(attempt, "attempt");
            requireNonNull(verdict, "verdict");
            requireNonNull(disabling, "disabling");
        }

        /** Creates a record by the default policy. */
        public RecordAttempt(ClaimToken key, Attempt attempt, AttemptOutcome verdict) {
            this(key, attempt, verdict, DisablePolicy.DEFAULT);
        }

        /** Returns the same record by another policy. */
        public RecordAttempt with(DisablePolicy policy) {
            return new RecordAttempt(key, attempt, verdict, policy);
        }
    }

    /**
     * Applies an input to a chain.
     *
     * @param chain the chain
     * @param input the event of the chain
     */
    record Apply(ChainId chain, ChainEvent input) implements Mutation {
        public Apply {
            requireNonNull(chain, "chain");
            requireNonNull(input, "input");
        }
    }

    /**
     * Moves an unfinished chain to later settings of its webhook at its step: it takes their revision and plan. If the
     * step has another destination in them, the next attempt is due at once, and no failures are counted. Does nothing
     * to a chain that has this revision or a later one, whose step is not in the plan, or that is finished.
     *
     * @param chain the chain
     * @param revision the revision of the settings
     * @param plan the plan of a chain with these settings
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
     * Releases a claimed delivery without an attempt. Does nothing if the claim is no longer the present one.
     *
     * @param key the claim
     */
    record Release(ClaimToken key) implements Mutation {
        public Release {
            requireNonNull(key, "key");
        }
    }

    /**
     * Sets a record aside that could never be written. If it holds the present claim of a delivery, no node owns that
     * delivery until {@link EndSetAside}, and no node claims it, also after a restart. Does nothing if it is set aside
     * already.
     *
     * @param record the mutation and its failure
     */
    record SetAside(SetAsideRecord record) implements Mutation {
        public SetAside {
            requireNonNull(record, "record");
        }
    }

    /**
     * Removes a mutation that was set aside; {@link MutationResult.NotFound} if it is not set aside, or its chain was
     * pruned.
     *
     * @param record the mutation, as {@link Store#setAside} returned it
     * @param written true to write the mutation now, whose result is returned; false to drop it: then its delivery, if
     *     it is held for the record, becomes due again
     */
    record EndSetAside(SetAsideRecord record, boolean written) implements Mutation {
        public EndSetAside {
            requireNonNull(record, "record");
        }
    }

    /**
     * Starts a bulk job; {@link MutationResult.BulkRunning} if another one runs. If the job was started before, nothing changes, and the
     * result has it as it is.
     *
     * @param job its id
     * @param action what it does to each chain
     * @param query which chains
     * @param planned how many its plan came to
     * @param startedBy who started it
     */
    record StartBulk(BulkJobId job, BulkAction action, HistoryQuery query, BulkSize planned, String startedBy)
            implements Mutation {
        public StartBulk {
            requireNonNull(job, "job");
            requireNonNull(action, "action");
            requireNonNull(query, "query");
            requireNonNull(planned, "planned");
            BulkJob.requireStartedBy(startedBy);
        }
    }

    /**
     * Acts on some chains of a bulk job, and moves the job on, in one transaction. Does nothing if the job is not where it was when
     * the chains were found: so they are acted on once, whatever crashes, and however many nodes try. A chain that does not allow the
     * action is skipped, and leaves the others alone.
     *
     * @param job the job
     * @param from where the job was when the chains were found; null at its start
     * @param to where it is afterwards; null if no chain is left, so that it is finished
     * @param changes an {@link Apply} to resume or to cancel, a {@link Rerun} or a {@link Send} for each chain; at most {@value
     *     #MAX_CHAINS}
     * @param left what became of the chains that the node left out
     */
    record BulkSlice(
            BulkJobId job, @Nullable ChainId from, @Nullable ChainId to, List<Mutation> changes, BulkCounts left)
            implements Mutation {
        /** The most chains of one slice. */
        public static final int MAX_CHAINS = 500;

        public BulkSlice {
            requireNonNull(job, "job");
            changes = List.copyOf(changes);
            requireNonNull(left, "left");
            if (changes.size() > MAX_CHAINS) {
                throw new IllegalArgumentException(
                        "a slice of a bulk job must have at most " + MAX_CHAINS + " chains, was " + changes.size());
            }
            changes.stream().filter(change -> !isOfBulk(change)).findFirst().ifPresent(change -> {
                throw new IllegalArgumentException("a slice of a bulk job must resume, cancel, rerun or send, was "
                        + change.getClass().getSimpleName());
            });
        }

        private static boolean isOfBulk(Mutation change) {
            return change instanceof Rerun
                    || change instanceof Send
                    || (change instanceof Apply apply
                            && (apply.input() instanceof ChainEvent.Resume
                                    || apply.input() instanceof ChainEvent.Cancel));
        }

        /** Returns the versions of webhooks by which the chains to start were chosen. */
        public Set<Long> basedOn() {
            var versions = new HashSet<Long>();
            for (Mutation change : changes) {
                if (change instanceof Rerun rerun) {
                    versions.addAll(rerun.basedOn());
                } else if (change instanceof Send send) {
                    versions.addAll(send.basedOn());
                }
            }
            return versions;
        }

        /** Returns whether it starts chains. */
        public boolean startsChains() {
            return changes.stream().anyMatch(change -> change instanceof Rerun || change instanceof Send);
        }
    }

    /**
     * Stops a bulk job: a slice of it that is not written yet has no effect. {@link MutationResult.BulkUnmoved} if it does not run.
     *
     * @param job the job
     */
    record StopBulk(BulkJobId job) implements Mutation {
        public StopBulk {
            requireNonNull(job, "job");
        }
    }
}
