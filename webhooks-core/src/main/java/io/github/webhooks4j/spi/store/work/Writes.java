package io.github.webhooks4j.spi.store.work;

import static java.util.Collections.unmodifiableList;
import static java.util.Collections.unmodifiableMap;
import static java.util.Collections.unmodifiableSet;
import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.Lease;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a store must write to make mutations durable, in the order in which the mutations produced them.
 * Immutable.
 *
 * @param at the time of the transaction, by the store's clock, to the millisecond
 * @param events the events to insert
 * @param slices the slices to insert
 * @param createdSlices the slices to delete, because their chains are created
 * @param chains the chains to insert and to update
 * @param claimBatches the claim batches to insert, which hold the new chains that were created claimed
 * @param attempts the attempts to insert
 * @param callbacks the callbacks to insert
 * @param callbackProblems the problems with callbacks to insert, as long as their step has fewer than {@value
 *     io.github.webhooks4j.callback.CallbackProblem#MAX_PER_STEP}
 * @param webhooks the webhooks whose status or failure streak has changed
 * @param disabled those of them whose status has changed: each gets a new version
 * @param setAside the set-aside records to insert, unless they exist; after those of {@code endedSetAside} are deleted
 * @param endedSetAside the ids of the set-aside records to delete
 * @param sequences the last turns of ordering keys
 * @param jobs the bulk jobs to insert or to update
 * @param counts what to add to the chain counts
 */
public record Writes(
        Instant at,
        List<EventWrite> events,
        List<ChainSlice> slices,
        List<SliceKey> createdSlices,
        List<ChainWrite> chains,
        List<ClaimBatch> claimBatches,
        List<StoredAttempt> attempts,
        List<CallbackWrite> callbacks,
        List<CallbackProblemWrite> callbackProblems,
        Map<WebhookId, WebhookState> webhooks,
        Set<WebhookId> disabled,
        List<SetAsideRecord> setAside,
        List<String> endedSetAside,
        Map<OrderingKey, Long> sequences,
        List<BulkJob> jobs,
        ChainCounts counts) {
    public Writes {
        requireNonNull(at, "at");
        events = unmodifiableList(events);
        slices = unmodifiableList(slices);
        createdSlices = unmodifiableList(createdSlices);
        chains = unmodifiableList(chains);
        claimBatches = unmodifiableList(claimBatches);
        attempts = unmodifiableList(attempts);
        callbacks = unmodifiableList(callbacks);
        callbackProblems = unmodifiableList(callbackProblems);
        webhooks = unmodifiableMap(webhooks);
        disabled = unmodifiableSet(disabled);
        setAside = unmodifiableList(setAside);
        endedSetAside = unmodifiableList(endedSetAside);
        sequences = unmodifiableMap(sequences);
        jobs = unmodifiableList(jobs);
        requireNonNull(counts, "counts");
    }

    /**
     * An event to insert.
     *
     * @param number its number
     * @param event the event
     * @param known what identifies it when it is published again
     * @param turn its turn among those of its ordering key; null if it has none
     */
    public record EventWrite(
            long number,
            Event event,
            KnownEvent known,
            @Nullable OrderingTurn turn) {
        public EventWrite {
            requireNonNull(event, "event");
            requireNonNull(known, "known");
        }
    }

    /**
     * A callback to insert.
     *
     * @param chain the chain
     * @param callback the callback that settled a step of it
     */
    public record CallbackWrite(ChainId chain, StoredCallback callback) {
        public CallbackWrite {
            requireNonNull(chain, "chain");
            requireNonNull(callback, "callback");
        }
    }

    /**
     * A problem with a callback to insert.
     *
     * @param chain the chain
     * @param problem the problem with a callback for a step of it
     */
    public record CallbackProblemWrite(ChainId chain, StoredCallbackProblem problem) {
        public CallbackProblemWrite {
            requireNonNull(chain, "chain");
            requireNonNull(problem, "problem");
        }
    }

    /**
     * A chain to insert or to update.
     *
     * @param before the chain as it was; null if it is new
     * @param after the chain as it is now, different from before
     */
    public record ChainWrite(@Nullable StoredChain before, StoredChain after) {
        public ChainWrite {
            requireNonNull(after, "after");
        }
    }

    /**
     * The chains that a node holds from their creation on: they have no row in the queue. The batch is renewed as a whole, and is
     * deleted when it holds no chain any more. When its lease has ended, what it still holds goes to the queue.
     *
     * @param lease which node holds the chains, and until when unless it renews
     * @param chains at least one, at most {@value #MAX_CHAINS}
     */
    public record ClaimBatch(Lease lease, List<ChainId> chains) {
        /** The most chains of one batch. */
        public static final int MAX_CHAINS = 1_000;

        public ClaimBatch {
            requireNonNull(lease, "lease");
            chains = List.copyOf(chains);
        }
    }

    /**
     * Returns the lanes of written chains whose deliveries no node owns, each with the time from which on it may be
     * claimed.
     */
    public List<LaneDueTime> free() {
        var free = new ArrayList<LaneDueTime>();
        for (ChainWrite chain : chains) {
            PendingDelivery due = chain.after().due();
            if (due != null && !due.claimed()) {
                free.add(new LaneDueTime(chain.after().lane(), due.at()));
            }
        }
        return free;
    }
}
