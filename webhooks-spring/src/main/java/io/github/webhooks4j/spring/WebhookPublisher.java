package io.github.webhooks4j.spring;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.publish.Publisher;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes in the transaction that Spring has begun on the thread: if that is rolled back, nothing is accepted and nothing is sent. Without a
 * transaction it publishes at once, as the engine does. Thread-safe.
 *
 * <p>A transaction that cannot carry the event is refused with an {@link IllegalStateException}, never ignored: one of another data
 * source, one that is read-only, and any if this publisher has no data source. Reactive transactions are not bound to the thread,
 * so this publisher does not see them: within one it would publish at once. Do not use it there.
 *
 * <p>The connection is the one that Spring has bound: {@code JdbcTransactionManager}, {@code DataSourceTransactionManager} and {@code
 * JpaTransactionManager} do so. Of the latter the event is written at once and what the entity manager holds at its flush; both commit
 * together.
 */
public final class WebhookPublisher implements Publisher {
    private final WebhookEngine engine;
    private final @Nullable DataSource source;
    private final @Nullable TransactionTemplate joining;

    private WebhookPublisher(
            WebhookEngine engine, @Nullable DataSource source, @Nullable PlatformTransactionManager transactions) {
        this.engine = requireNonNull(engine, "engine");
        this.source = source;
        joining = transactions == null ? null : new TransactionTemplate(transactions);
        if (joining != null) {
            joining.setPropagationBehavior(TransactionDefinition.PROPAGATION_MANDATORY);
        }
    }

    /**
     * Returns a publisher for an engine whose store is in a database of the application's.
     *
     * @param source the data source that the store was opened with, or that of the store's SQLite file
     * @param transactions manages the transactions of that data source
     */
    public static WebhookPublisher of(
            WebhookEngine engine, DataSource source, PlatformTransactionManager transactions) {
        return new WebhookPublisher(
                engine, requireNonNull(source, "source"), requireNonNull(transactions, "transactions"));
    }

    /** Returns a publisher for an engine whose store no transaction of the application can reach: it refuses to publish within one. */
    public static WebhookPublisher outsideTransactions(WebhookEngine engine) {
        return new WebhookPublisher(engine, null, null);
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
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("publishAsync must be called without a transaction, was called within one; "
                    + "use publish, which takes part in it");
        }
    }

    private <T> T publishBy(Function<Publisher, T> call) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return call.apply(engine);
        }
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new IllegalStateException("the transaction must not be read-only, was; publish in one that writes");
        }
        DataSource reachable = source;
        TransactionTemplate template = joining;
        if (reachable == null || template == null) {
            throw new IllegalStateException("a transaction is active, but the store of the webhooks is in none of the "
                    + "application's data sources; publish after commit, with @TransactionalEventListener");
        }
        try {
            return requireNonNull(template.execute(status -> Outcome.of(() -> publishIn(reachable, call))))
                    .orThrow();
        } catch (IllegalTransactionStateException e) {
            throw foreign(e);
        }
    }

    private <T> T publishIn(DataSource reachable, Function<Publisher, T> call) {
        Connection connection = DataSourceUtils.getConnection(reachable);
        try {
            if (!DataSourceUtils.isConnectionTransactional(connection, reachable) || connection.getAutoCommit()) {
                throw foreign(null);
            }
            return call.apply(engine.in(connection));
        } catch (SQLException e) {
            throw new IllegalStateException("the transaction's connection must be open, was not", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, reachable);
        }
    }

    /**
     * What a publish within a transaction came to. An exception that passed through the template would condemn the whole transaction,
     * which the application may want to go on with: the engine undoes its own part by a savepoint.
     */
    private record Outcome<T>(@Nullable T result, @Nullable RuntimeException failure) {
        static <T> Outcome<T> of(Supplier<T> call) {
            try {
                return new Outcome<>(call.get(), null);
            } catch (RuntimeException e) {
                return new Outcome<>(null, e);
            }
        }

        T orThrow() {
            if (failure != null) {
                throw failure;
            }
            return requireNonNull(result, "result");
        }
    }

    private static IllegalStateException foreign(@Nullable Throwable cause) {
        return new IllegalStateException(
                "a transaction is active, but not on the data source of the webhooks; publish in a transaction of that data "
                        + "source, after commit with @TransactionalEventListener, or in a suspended one (NOT_SUPPORTED)",
                cause);
    }
}
