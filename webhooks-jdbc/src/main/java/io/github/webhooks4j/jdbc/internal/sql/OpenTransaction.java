package io.github.webhooks4j.jdbc.internal.sql;

import java.sql.SQLException;

/** A transaction that has begun: rolled back when it is closed, unless it was committed. Used by one thread. */
public interface OpenTransaction extends AutoCloseable {
    void commit() throws SQLException;

    @Override
    void close() throws SQLException;
}
