package io.github.webhooks4j.store;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps webhooks, events, chains and attempts. Implementations are thread-safe and pass the store contract of the testkit.
 *
 * <p>The queue is the rows: there is no second place in which work waits, hence nothing that could fall out of step. A call
 * that returns has made its effect durable; one that throws {@link StoreException} has had none, except that after a lost
 * connection nobody may know. Times are kept to the millisecond.
 *
 * <p>Several nodes may share a store. Such a store goes by a clock of its own, so that they agree on leases and deadlines however
 * their clocks differ: {@code now} is what the caller's clock shows, and the times of the queue that go in and come out are the
 * caller's too, translated by how far the two clocks are apart.
 */
public interface Store extends AutoCloseable {
    /**
     * For how long at least a store remembers that a webhook was changed or deleted, whatever the retention: nodes that were cut off
     * for less time follow each change, others are given {@linkplain #webhookChanges all webhooks}.
     */
    Duration KEPT_FOR_NODES = Duration.ofDays(1);

    /**
     * Returns the deployment's key for callback URLs.
     *
     * @param proposal becomes the key if the store has none yet
     */
    byte[] deploymentKey(byte[] proposal);

    /**
     * Saves a webhook, unless another node has changed it meanwhile; settings are added when their revision is new, and never
     * changed.
     *
     * @param basedOn the number of the change that the caller knows as its last; 0 for a new webhook
     * @param now the time at which it happens
     * @return the {@linkplain ChangeNumbers number} of this change, greater than all before; empty if the webhook was changed since {@code basedOn}, or
     *     is gone: then nothing was saved
     */
    OptionalLong save(Webhook webhook, long basedOn, Instant now);

    /**
     * Returns the webhooks that were changed after a change, in the order of their changes; a deleted one as long as it is kept
     * for its history, and until every node had the time to hear of it.
     *
     * @param since the number of a change; 0 for all webhooks
     */
    List<StoredWebhook> webhooks(long since);

    /** Returns the webhooks that are failing: none of their attempts has succeeded since the last one that counts as a failure. */
    Set<WebhookId> failing();

    /**
     * Returns what a node has to follow: the webhooks that were changed after the least of the changes that it has seen; or all
     * webhooks, if the store does not have one of those changes. It lacks one if the database was restored to an earlier time, or
     * failed over to a server that had not got it, whatever has happened since; and after {@link #KEPT_FOR_NODES} at the earliest,
     * when it forgets changes, except the latest.
     *
     * @param seen the numbers of changes that the node has seen, at least one; up to the least of them it knows all. 0 stands for
     *     knowing nothing
     */
    WebhookChanges webhookChanges(Collection<Long> seen);

    /** Returns a webhook as the store has it, also a deleted one that is still kept; empty if there is none. */
    Optional<StoredWebhook> webhook(WebhookId id);

    /** Returns the settings of one revision; empty if no chain needs them any more. */
    Optional<WebhookSettings> settings(WebhookId webhook, int revision);

    /**
     * Writes all changes in one transaction, in their order, and returns their outcomes in the same order. A change that
     * cannot be applied says so in its outcome and leaves the others alone. A commit without changes succeeds only if the store
     * could write some: that is how a store that failed is asked whether it takes changes again.
     *
     * @param now the time at which all of it happens
     */
    List<Outcome> commit(List<Change> changes, Instant now);

    /** Returns how many commits at a time bring more than one after another; 1 where one transaction writes at a time. */
    default int commitsAtOnce() {
        return 1;
    }

    /** Returns every lane with unfinished work, whether due or not. */
    List<LaneDue> lanes(Instant now);

    /**
     * Claims deliveries that are due at {@code now} and on which there is no lease, or none any more, the earliest of each lane
     * first. A claim holds until its attempt is recorded or it is given back; and until somebody else claims the delivery, which
     * is possible from the end of the lease on.
     *
     * @param claims at most one for each lane
     */
    Claimed claim(List<LaneClaim> claims, Claimant claimant, Instant now);

    /**
     * Renews the leases on claimed deliveries.
     *
     * @param keys claims of the claimant
     * @return those that are not the present ones any more: their deliveries are settled, or are somebody else's
     */
    List<DueKey> renew(List<DueKey> keys, Claimant claimant, Instant now);

    /**
     * Notifies a watcher of what other nodes do, from now on until the subscription or the store is closed. A store that only one
     * node can open has nothing to report.
     *
     * @return ends the notifications
     */
    default Subscription watch(StoreWatcher watcher) {
        return Subscription.NONE;
    }

    /**
     * Returns what an operator should know of the store though it works, in words for people; empty if there is nothing. Asks
     * neither the database nor the network.
     */
    default List<String> notes() {
        return List.of();
    }

    /** Returns chains whose callback deadline is not after {@code now}, the earliest first. */
    List<ChainId> overdue(Instant now, int limit);

    /** Returns the earliest callback deadline of all. */
    Optional<Instant> earliestDeadline(Instant now);

    /**
     * Returns unfinished chains of a webhook that run by settings before a revision, and stand before a step.
     *
     * @param revision only chains of lesser revisions
     * @param steps only chains at lesser steps
     */
    List<ChainId> unfinishedBefore(WebhookId webhook, int revision, int steps, int limit);

    /** Returns chains of a webhook whose rows are unfinished, also if they count as cancelled since the webhook is deleted. */
    List<ChainId> unfinished(WebhookId webhook, int limit);

    /**
     * Returns chains whose rows are unfinished although their webhook is deleted. They count as cancelled, in {@link #story},
     * {@link #stories}, {@link #ledger} and for every change; the next change to one also makes its row so.
     */
    List<ChainId> abandoned(int limit);

    /**
     * Returns chains that accepted events start and that are not created yet: of each event that was accepted after another one
     * its first slice, in the order of acceptance, until they have {@code chains} chains together; at least one, if there is any.
     *
     * @param after the event after which to begin; null, or one that is not kept any more, for the first of all
     */
    List<ChainSlice> slices(@Nullable EventId after, int chains);

    /** Returns how many slices there are whose chains are not created yet. */
    long pendingSlices();

    /**
     * Returns what is set aside, the earliest first. A store that cannot keep such changes has none, and refuses {@link
     * Change.SetAside}: then the engine keeps them in memory.
     *
     * @param limit how many to return at most
     * @param now what the caller's clock shows
     */
    default SetAsideRecords setAside(int limit, Instant now) {
        return SetAsideRecords.NONE;
    }

    /** Returns what is known of a chain. */
    Optional<ChainStory> story(ChainId chain);

    /**
     * Returns what is known of a webhook's chains, the latest first.
     *
     * @param before only chains whose id sorts before this one; null for the latest
     */
    List<ChainStory> stories(WebhookId webhook, @Nullable ChainId before, int limit);

    /**
     * Returns the counts of all chains ever created, all at the same moment. What a deleted webhook left unfinished counts as
     * cancelled; the chains of {@link #slices} are not counted yet.
     */
    Ledger ledger();

    /**
     * Deletes chains that were finished longer ago than {@code retention}, with their attempts and callbacks, and then events
     * accepted longer ago that have no chain left, webhooks deleted longer ago that have none, and settings that no chain needs;
     * of webhooks nothing that is younger than {@link #KEPT_FOR_NODES}.
     * Never touches what is unfinished, nor what the chains of {@link #slices} will need. How long ago something is the store
     * decides by its own clock.
     *
     * <p>A store that goes by its callers' clock deletes only while {@link ClockCheck} trusts that clock, and records the time for
     * it.
     *
     * @param retention how long history is kept; longer than time has lasted keeps all of it
     * @param limit how many chains, and how many events, at most
     * @param now what the caller's clock shows
     * @return how many chains and events were deleted; less than the limit when nothing is left to delete, when very much that is
     *     unfinished lies before it, which later calls pass over, or when the clock is not trusted
     */
    int prune(Duration retention, int limit, Instant now);

    /** Closes the store; what is durable stays. Further calls throw {@link StoreException}. */
    @Override
    void close();
}
