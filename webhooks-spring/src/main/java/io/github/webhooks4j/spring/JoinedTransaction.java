package io.github.webhooks4j.spring;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
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
 * The connection of the transaction that Spring has begun on the thread, if it is one of a certain data source; or of one that is begun for
 * a single call. Thread-safe.
 */
final class JoinedTransaction {
    private final DataSource source;
    private final TransactionTemplate joining;
    private final TransactionTemplate own;
    private final String foreign;

    /** @param foreign the message where the transaction is another one's */
    JoinedTransaction(DataSource source, PlatformTransactionManager transactions, String foreign) {
        this.source = requireNonNull(source, "source");
        this.joining = new TransactionTemplate(requireNonNull(transactions, "transactions"));
        this.joining.setPropagationBehavior(TransactionDefinition.PROPAGATION_MANDATORY);
        this.own = new TransactionTemplate(transactions);
        this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.foreign = foreign;
    }

    static boolean isActive() {
        return TransactionSynchronizationManager.isActualTransactionActive();
    }

    /** @throws IllegalStateException if the transaction is read-only */
    static void requireWritable() {
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new IllegalStateException("the transaction must not be read-only, was; begin one that writes");
        }
    }

    /**
     * Calls with the connection of the transaction, which is active.
     *
     * @throws IllegalStateException if the transaction is that of another data source
     */
    <T> T call(Function<Connection, T> work) {
        try {
            return requireNonNull(joining.execute(status -> Outcome.of(() -> callBound(work))))
                    .orThrow();
        } catch (IllegalTransactionStateException e) {
            throw new IllegalStateException(foreign, e);
        }
    }

    /** Calls with the connection of a transaction that begins and ends with the call. */
    <T> T callAlone(Function<Connection, T> work) {
        return requireNonNull(own.execute(status -> callBound(work)));
    }

    private <T> T callBound(Function<Connection, T> work) {
        Connection connection = DataSourceUtils.getConnection(source);
        try {
            if (!DataSourceUtils.isConnectionTransactional(connection, source) || connection.getAutoCommit()) {
                throw new IllegalStateException(foreign);
            }
            return work.apply(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the transaction's connection must be open, was not", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, source);
        }
    }

    /**
     * What a call within a transaction came to. An exception that passed through the template would condemn the whole transaction, which
     * the application may want to go on with.
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
}
