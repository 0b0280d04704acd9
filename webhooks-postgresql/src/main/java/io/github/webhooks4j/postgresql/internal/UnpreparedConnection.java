package io.github.webhooks4j.postgresql.internal;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;

/** A connection on which the driver leaves no prepared statement at the server, until this is closed. Used by one thread. */
final class UnpreparedConnection implements AutoCloseable {
    private final Connection connection;
    private final BaseConnection driver;
    private final int threshold;

    UnpreparedConnection(Connection connection) throws SQLException {
        this.connection = connection;
        this.driver = connection.unwrap(BaseConnection.class);
        this.threshold = driver.getPrepareThreshold();
        driver.setPrepareThreshold(0);
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        driver.setPrepareThreshold(threshold);
    }
}
