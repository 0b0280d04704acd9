package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.schema.IdentityCheck;
import io.github.webhooks4j.jdbc.internal.sql.SqlErrors;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.jdbc.internal.sql.StoreIdentity;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Looks whether a data source that was given for listening only will do. Without state. */
public final class ListeningCheck {
    private ListeningCheck() {}

    /**
     * Returns connections to listen on.
     *
     * @throws StoreException if they lead elsewhere than to the store, or share sessions, so that no notification arrives
     */
    public static PostgresConnections look(DataSource source, IdentityCheck identity) {
        PostgresOpening.Found found = PostgresOpening.look(source, 1);
        if (found.shared()) {
            throw refusal(
                    "must have sessions of its own on the server, but shares them between transactions, as PgBouncer's "
                            + "pool_mode=transaction does; let it lead to the server itself");
        }
        PostgresConnections connections = found.connections(source);
        try (Connection connection = connections.take()) {
            List<StoreIdentity> leadsTo = identity(connection);
            if (identity.isOther(leadsTo)) {
                throw elsewhere(identity, IdentityCheck.place(leadsTo));
            }
            return connections;
        } catch (SQLException e) {
            throw elsewhere(
                    identity,
                    found.subject() + ", which has no tables of a store (" + SqlErrors.redactedMessage(e) + ")");
        }
    }

    private static List<StoreIdentity> identity(Connection connection) throws SQLException {
        var session = new PostgresSession(connection);
        try {
            StatementPipeline pipeline = session.pipeline();
            Supplier<List<StoreIdentity>> leadsTo = PostgresDialect.INSTANCE.identity(pipeline);
            pipeline.flush();
            return leadsTo.get();
        } finally {
            session.closeStatements();
        }
    }

    private static StoreException elsewhere(IdentityCheck identity, String place) {
        return refusal("must lead to the tables of the store, in " + identity.place() + ", but leads to " + place
                + "; give it the same database and schema");
    }

    private static StoreException refusal(String message) {
        return new StoreException(Reason.FOREIGN_CONNECTION, "the data source for listening " + message);
    }
}
