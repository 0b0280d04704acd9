package io.github.webhooks4j.spring;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.publish.Publisher;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Publishes in the transaction that Spring has begun on the thread: if that is rolled back, nothing is accepted and nothing is sent. Without a
 * transaction it publishes at once, as the engine does. Thread-safe.
 *
 * <p>A transaction that cannot carry the event is refused with an {@link IllegalStateException}, never ignored: one of another data
 * source or another transaction manager, one that is read-only, and any if this publisher has no data source. Reactive transactions are not bound to the thread,
 * so this publisher does not see them: within one it would publish at once. Do not use it there.
 *
 * <p>The connection is the one that Spring has bound: {@code JdbcTransactionManager}, {@code DataSourceTransactionManager} and {@code
 * JpaTransactionManager} do so. Of the latter the event is written at once and what the entity manager holds at its flush; both commit
 * together.
 */
public final class WebhookPublisher implements Publisher {
    private static final String FOREIGN =
            "a transaction is active, but not one of the transaction manager and the data source of the webhooks; publish in "
                    + "a transaction of these, after commit with @TransactionalEventListener, or in a suspended one "
                    + "(NOT_SUPPORTED)";

    private final WebhookEngine engine;
    private final @Nullable JoinedTransaction transaction;

    private WebhookPublisher(WebhookEngine engine, @Nullable JoinedTransaction transaction) {
        this.engine = requireNonNull(engine, "engine");
        this.transaction = transaction;
    }

    /**
     * Returns a publisher for an engine whose store is in a database of the application's.
     *
     * @param source the data source that the store was opened with, or that of the store's SQLite file
     * @param transactions manages the transactions of that data source
     */
    public static WebhookPublisher of(
            WebhookEngine engine, DataSource source, PlatformTransactionManager transactions) {
        return new WebhookPublisher(engine, new JoinedTransaction(source, transactions, FOREIGN));
    }

    /** Returns a publisher for an engine whose store no transaction of the application can reach: it refuses to publish within one. */
    public static WebhookPublisher outsideTransactions(WebhookEngine engine) {
        return new WebhookPublisher(engine, null);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if a transaction is active that cannot carry the event
     */
    @Override
    public PublishResult publish(Event event) {
        return publishBy(publisher -> publisher.publish(event));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if a transaction is active that cannot carry the events
     */
    @Override
    public List<PublishResult> publish(List<Event> events) {
        return publishBy(publisher -> publisher.publish(events));
    }

    /**
     * Publishes outside any transaction.
     *
     * @throws IllegalStateException if a transaction is active: what is published then is to be part of it
     */
    @Override
    public CompletableFuture<PublishResult> publishAsync(Event event) {
        requireNoTransaction();
        return engine.publishAsync(event);
    }

    /**
     * Publishes outside any transaction.
     *
     * @throws IllegalStateException if a transaction is active: what is published then is to be part of it
     */
    @Override
    public CompletableFuture<List<PublishResult>> publishAsync(List<Event> events) {
        requireNoTransaction();
        return engine.publishAsync(events);
    }

    private static void requireNoTransaction() {
        if (JoinedTransaction.isActive()) {
            throw new IllegalStateException("publishAsync must be called without a transaction, was called within one; "
                    + "use publish, which takes part in it");
        }
    }

    private <T> T publishBy(Function<Publisher, T> call) {
        if (!JoinedTransaction.isActive()) {
            return call.apply(engine);
        }
        JoinedTransaction.requireWritable();
        if (transaction == null) {
            throw new IllegalStateException("a transaction is active, but the store of the webhooks is in none of the "
                    + "application's data sources; publish after commit, with @TransactionalEventListener");
        }
        return transaction.call(connection -> call.apply(engine.in(connection)));
    }
}
