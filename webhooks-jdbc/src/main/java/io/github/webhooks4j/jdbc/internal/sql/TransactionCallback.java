package io.github.webhooks4j.jdbc.internal.sql;

import java.sql.SQLException;

/**
 * What is done within one transaction. It must have no effect outside the database, since it may be run again.
 *
 * @param <T> the type of what it returns
 */
public interface TransactionCallback<T> {
    T run(JdbcSession session) throws SQLException;
}
