package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is to be done, and hands deliveries out under leases. A part of {@link Store}, which states what holds for all parts.
 */
public interface WorkQueue {
    /**
     * Returns every lane with work in the queue, whether due or not. What claim batches hold is not in the queue: batches whose lease
     * has ended are dissolved before, and what they held is in the queue under the lease that has ended.
     */
    List<LaneDueTime> lanes();

    /**
     * Claims deliveries that are due now and on which there is no lease, or none any more, the earliest of each lane
     * first; those that wait for their turn are under a lease that does not end by itself. A claim is valid until its attempt is recorded or it is released; and until another node claims the delivery, which
     * is possible from the end of the lease on.
     *
     * @param claims at most one for each lane
     */
    ClaimResult claim(List<ClaimRequest> claims, LeaseRequest claimant);

    /**
     * Renews the leases on claimed deliveries. A claim batch that holds one of them is renewed as a whole.
     *
     * @param keys claims of the claimant
     * @return those that are not the present ones any more: their deliveries are settled, or claimed by another node
     */
    List<ClaimToken> renew(List<ClaimToken> keys, LeaseRequest claimant);

    /**
     * Renews the lease by which a node shows that it delivers, grants one if it has none, and returns those of all nodes. Calls of
     * several nodes take effect one after another: a later one finds what an earlier one was granted.
     */
    DeliveringNodes renewNode(LeaseRequest claimant);

    /** Ends the lease of a node that delivers no longer; does nothing if it has none. */
    void endNode(NodeId node);

    /** Returns chains whose callback deadline has passed, the earliest first. */
    List<ChainId> chainsPastDeadline(int limit);

    /** Returns the earliest callback deadline of all. */
    Optional<Instant> nextDeadline();

    /**
     * Returns unfinished chains of a webhook that run by settings before a revision, and are at an earlier step.
     * Those of tests of the first step are left out: they have no later step, and move with their next attempt. So are those that wait
     * for their turn.
     *
     * @param revision only chains of lesser revisions
     * @param steps only chains at lesser steps
     */
    List<ChainId> unfinishedBefore(WebhookId webhook, int revision, int steps, int limit);

    /** Returns chains of a webhook whose rows are unfinished, also if they count as cancelled since the webhook is deleted. */
    List<ChainId> unfinishedChains(WebhookId webhook, int limit);

    /**
     * Returns chains whose rows are unfinished although their webhook is deleted. They count as cancelled, in {@link HistoryStore#findChain},
     * {@link HistoryStore#listChains}, {@link HistoryStore#chainCounts} and for every change; the next change to one also makes its row so.
     */
    List<ChainId> abandoned(int limit);

    /**
     * Returns chains that accepted events start and that are not created yet: of each event with a later number than another one
     * its first slice, in the order of the numbers, which is about that of acceptance, until they have {@code chains} chains together;
     * at least one, if there is any. An event with an ordering key is passed over while there are slices of an earlier turn of that key,
     * of whatever event.
     *
     * @param after the event after which to begin; null, or one that is not kept any more, for the first of all
     */
    List<ChainSlice> slices(@Nullable EventId after, int chains);

    /** Returns how many slices there are whose chains are not created yet. */
    long pendingSlices();

    /**
     * Returns what is set aside, the earliest first. A store that cannot keep such changes has none, and refuses {@link
     * Mutation.SetAside}: then the engine keeps them in memory.
     *
     * @param limit how many to return at most
     */
    default SetAsideRecords setAside(int limit) {
        return SetAsideRecords.NONE;
    }
}
