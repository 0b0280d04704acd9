package io.github.webhooks4j.store;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps webhooks, events, chains and attempts. Implementations are thread-safe and pass the store contract of the testkit.
 *
 * <p>The queue is the rows: there is no second place in which work waits, hence nothing that could fall out of step. A call
 * that returns has made its effect durable; one that throws {@link StoreException} has had none, except that after a lost
 * connection nobody may know. Times are kept to the millisecond.
 */
public interface Store extends AutoCloseable {
    /**
     * Returns the deployment's key for callback URLs.
     *
     * @param proposal becomes the key if the store has none yet
     */
    byte[] deploymentKey(byte[] proposal);

    /** Saves a webhook; settings are added when their revision is new, and never changed. */
    void save(Webhook webhook);

    /** Returns every webhook that is kept, in the order of creation; a deleted one as long as chains of it are. */
    List<Webhook> webhooks();

    /** Returns the settings of one revision; empty if no chain needs them any more. */
    Optional<WebhookSettings> settings(WebhookId webhook, int revision);

    /**
     * Writes all changes in one transaction, in their order, and returns their outcomes in the same order. A change that
     * cannot be applied says so in its outcome and leaves the others alone.
     *
     * @param now the time at which all of it happens
     */
    List<Outcome> commit(List<Change> changes, Instant now);

    /** Returns every lane with unclaimed work, whether due or not. */
    List<LaneDue> lanes();

    /**
     * Claims deliveries that are due at {@code now}, the earliest of each lane first. A claim holds until its attempt is
     * recorded or it is given back, or until the claimer is dead.
     *
     * @param claims at most one for each lane
     */
    Claimed claim(List<LaneClaim> claims, Instant now);

    /** Returns chains whose callback deadline is not after {@code now}, the earliest first. */
    List<ChainId> overdue(Instant now, int limit);

    /** Returns the earliest callback deadline of all. */
    Optional<Instant> earliestDeadline();

    /** Returns unfinished chains of a webhook. */
    List<ChainId> unfinished(WebhookId webhook, int limit);

    /** Returns what is known of a chain. */
    Optional<ChainStory> story(ChainId chain);

    /**
     * Returns what is known of a webhook's chains, the latest first.
     *
     * @param before only chains whose id sorts before this one; null for the latest
     */
    List<ChainStory> stories(WebhookId webhook, @Nullable ChainId before, int limit);

    /** Returns the counts of all chains ever accepted. */
    Ledger ledger();

    /**
     * Deletes chains that were finished before {@code before}, with their attempts and callbacks, and then events accepted
     * before it that have no chain left, and deleted webhooks and settings that no chain needs. Never touches what is
     * unfinished.
     *
     * @param limit how many chains, and how many events, at most
     * @return how many chains and events were deleted; less than the limit when nothing is left to delete
     */
    int prune(Instant before, int limit);

    /** Closes the store; what is durable stays. Further calls throw {@link StoreException}. */
    @Override
    void close();
}
