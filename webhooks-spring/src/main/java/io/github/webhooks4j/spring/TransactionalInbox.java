package io.github.webhooks4j.spring;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.jdbc.Inbox;
import io.github.webhooks4j.signature.VerifiedDelivery;
import javax.sql.DataSource;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A receiver's {@link Inbox} in the transaction that Spring has begun on the thread, so that a delivery counts as accepted if and only if
 * the work of its handler is committed:
 *
 * <pre>{@code
 * @PostMapping("/hooks/acme")
 * @Transactional
 * public void receive(@VerifiedWebhook("acme") VerifiedDelivery delivery) {
 *     if (inbox.ofSender("acme").acceptOnce(delivery)) {
 *         doTheWork(delivery);
 *     }
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class TransactionalInbox {
    private final Inbox inbox;
    private final JoinedTransaction transaction;

    private TransactionalInbox(Inbox inbox, JoinedTransaction transaction) {
        this.inbox = inbox;
        this.transaction = transaction;
    }

    /**
     * Returns an inbox in a database of the application's.
     *
     * @param source the data source of the database with the table of the inbox
     * @param transactions manages the transactions of that data source
     */
    public static TransactionalInbox of(Inbox inbox, DataSource source, PlatformTransactionManager transactions) {
        return new TransactionalInbox(
                requireNonNull(inbox, "inbox"),
                new JoinedTransaction(
                        source,
                        transactions,
                        "a transaction is active, but not one of the transaction manager and the data source of the inbox; "
                                + "receive in a transaction of these"));
    }

    /**
     * Returns an inbox on the same table in which only ids of {@code sender} meet.
     *
     * @param sender the receiver's own name for the sender, 1 to 100 characters of visible ASCII
     * @throws IllegalArgumentException if it is not
     */
    public TransactionalInbox ofSender(String sender) {
        return new TransactionalInbox(inbox.withSender(sender), transaction);
    }

    /**
     * Accepts a delivery in the transaction on the thread: returns true the first time, and false for as long as its id is remembered.
     *
     * @throws IllegalStateException if no transaction is active, or one that is read-only or of another data source
     * @throws io.github.webhooks4j.spi.store.StoreException if the database fails: let it pass, so that the transaction is rolled back
     *     and the sender repeats the delivery
     */
    public boolean acceptOnce(VerifiedDelivery delivery) {
        requireNonNull(delivery, "delivery");
        if (!JoinedTransaction.isActive()) {
            throw new IllegalStateException(
                    "acceptOnce must be called in a transaction, was called without one; annotate the "
                            + "method that does the work with @Transactional");
        }
        JoinedTransaction.requireWritable();
        return transaction.call(connection -> inbox.acceptOnce(connection, delivery));
    }

    /**
     * Creates the table unless it is there, in a transaction of its own.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the database fails, or is neither PostgreSQL nor SQLite
     */
    public void createSchema() {
        var unused = transaction.callAlone(connection -> {
            inbox.createSchema(connection);
            return true;
        });
    }

    /**
     * Forgets ids, of every sender, that are older than the retention, {@link Inbox#MAX_PRUNED} in each of the transactions that it begins.
     *
     * @return how many it forgot
     * @throws io.github.webhooks4j.spi.store.StoreException if the database fails
     */
    public int prune() {
        int total = 0;
        int pruned;
        do {
            pruned = transaction.callAlone(inbox::prune);
            total += pruned;
        } while (pruned == Inbox.MAX_PRUNED);
        return total;
    }
}
