package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Stores webhooks, their settings and the key of a deployment. A part of {@link Store}, which states what holds for all parts.
 */
public interface WebhookStore {
    /**
     * For how long at least a store remembers that a webhook was changed or deleted, whatever the retention: nodes that were cut off
     * for less time follow each change, others get {@linkplain #webhookChanges all webhooks}.
     */
    Duration KEPT_FOR_NODES = Duration.ofDays(1);

    /**
     * Returns the deployment's key for callback URLs.
     *
     * @param proposal becomes the key if the store has none yet
     */
    byte[] signingKey(byte[] proposal);

    /**
     * Saves a webhook, unless another node has changed it in the meantime; settings are added when their revision is new, and never
     * changed.
     *
     * @param basedOn the number of the change that the caller knows as its last; 0 for a new webhook
     * @return the {@linkplain WebhookVersions number} of this change, greater than all before; empty if the webhook was changed since {@code basedOn}, or
     *     is gone: then nothing was saved
     */
    OptionalLong save(Webhook webhook, long basedOn);

    /**
     * Returns the webhooks that were changed after a change, in the order of their changes; a deleted one as long as it is kept
     * for its history, and until every node had the time to learn of it.
     *
     * @param since the number of a change; 0 for all webhooks
     */
    List<StoredWebhook> webhooks(long since);

    /** Returns the webhooks that are failing: none of their attempts has succeeded since the last one that counts as a failure. */
    Set<WebhookId> failing();

    /**
     * Returns how long a webhook has been failing, {@link FailureStreak#NONE} if it is not; also of a deleted webhook that
     * is still kept. Empty if there is none.
     */
    Optional<FailureStreak> failures(WebhookId webhook);

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
}
