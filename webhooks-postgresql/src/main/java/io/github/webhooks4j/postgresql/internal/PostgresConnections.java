package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Takes connections for the store's own work from the application's data source. One that is handed out in the middle of a
 * transaction is refused: the store would commit what the application may yet want to roll back. Immutable, thread-safe.
 */
public final class PostgresConnections {
    private final DataSource source;
    private final String subject;
    private final boolean autoCommit;

    /**
     * Creates connections of a data source.
     *
     * @param subject what the database is called in messages
     * @param autoCommit the mode in which the data source hands out a connection without a transaction
     */
    PostgresConnections(DataSource source, String subject, boolean autoCommit) {
        this.source = source;
        this.subject = subject;
        this.autoCommit = autoCommit;
    }

    /**
     * Takes a connection, which its user closes.
     *
     * @throws SQLException if the data source gives none, with its reason
     * @throws StoreException if the connection has a transaction in progress
     */
    public Connection take() throws SQLException {
        Connection connection = from(source);
        boolean usable = false;
        try {
            refuseTransaction(connection, subject, autoCommit);
            usable = true;
            return connection;
        } finally {
            if (!usable) {
                connection.close();
            }
        }
    }

    /** Takes a connection whatever its state; what data sources throw beside {@link SQLException} becomes one. */
    static Connection from(DataSource source) throws SQLException {
        try {
            return source.getConnection();
        } catch (RuntimeException e) {
            throw new SQLException(
                    "the data source failed with "
                            + (e.getMessage() == null ? e.getClass().getName() : e.getMessage()),
                    e);
        }
    }

    /**
     * Refuses a connection with a transaction in progress. A transaction that has done nothing yet shows only in the
     * mode: pools always hand out connections in the same one.
     *
     * @param autoCommit the mode that is expected
     */
    static void refuseTransaction(Connection connection, String subject, boolean autoCommit) throws SQLException {
        // What the driver knows of the server costs no round trip, and is true behind any proxy.
        TransactionState state = connection.unwrap(BaseConnection.class).getTransactionState();
        if (state != TransactionState.IDLE || (autoCommit && !connection.getAutoCommit())) {
            throw new StoreException(
                    Reason.FOREIGN_CONNECTION,
                    "the data source of the store on " + subject + " handed out a connection with a transaction in "
                            + "progress, which the store must neither commit nor roll back; give the store the data source itself (not Spring's TransactionAwareDataSourceProxy or one like it), and use "
                            + "engine.in(connection).publish(…) to publish within a transaction");
        }
    }
}
