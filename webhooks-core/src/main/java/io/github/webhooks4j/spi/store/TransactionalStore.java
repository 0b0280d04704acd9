package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.Connection;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A store on a SQL database that applications can share: it can also write through a connection of the application, so that an
 * event is accepted exactly if the application's own transaction commits.
 */
public interface TransactionalStore extends Store {
    @Override
    TransactionalStore forNode(Clock clock);

    /**
     * Accepts events, all or none, through the application's connection. Within a transaction the application commits
     * or rolls back, and until then no other transaction sees any of it; with autocommit on, it is durable on return.
     * Takes no lock that another node could wait for, except those on the events' ids and, with chains that are created
     * afterwards, on the turns of their ordering keys. The settings of the connection are restored, also after a failure.
     *
     * <p>That includes transactions that the connection's autocommit does not show: a distributed one (XA), or one that
     * a statement has started.
     *
     * @param connection to the database of this store
     * @param acceptances at least one; no two of the same event id; no chain is claimed
     * @return {@link MutationResult.Published}, {@link MutationResult.EventConflict}, {@link MutationResult.WebhooksOutdated} or {@link
     *     MutationResult.NumberTaken}
     * @throws StoreException if the database fails, or, with reason {@code FOREIGN_CONNECTION}, if the connection leads
     *     to other tables than this store's; nothing of it was written then
     */
    MutationResult publish(Connection connection, List<NewEvent> acceptances);

    /**
     * Returns those of the events that are durably accepted, each with the chains that it started. If a publish was
     * rolled back and the event was published again since, the chains are those of the later publish.
     */
    List<PublishResult> accepted(Collection<EventId> events);

    /**
     * Returns a webhook as the application's transaction sees it, also a deleted one that is still stored; empty if there is none.
     * A store that locks rows locks it, for {@link #save}. The settings of the connection are restored, also after a failure.
     *
     * @param connection to the database of this store
     * @throws StoreException as {@link #publish} does
     */
    Optional<StoredWebhook> webhook(Connection connection, WebhookId id);

    /**
     * Saves a webhook through the application's connection, as {@link WebhookStore#save} does otherwise. Within a transaction the
     * application commits or rolls back, and until then no other transaction sees any of it; with autocommit on, it is durable on
     * return. The settings of the connection are restored, also after a failure.
     *
     * <p>Until the transaction has ended, all other changes of webhooks wait for it: versions become visible in their order.
     *
     * @param connection to the database of this store
     * @param basedOn the version of the webhook that the caller read through the connection; 0 for a new webhook
     * @return the version of this change; empty if the webhook was changed since {@code basedOn}, or is gone: then nothing was saved
     * @throws StoreException as {@link #publish} does
     */
    OptionalLong save(Connection connection, Webhook webhook, long basedOn);
}
