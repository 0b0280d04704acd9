package io.github.webhooks4j.jdbc.internal.sql;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Makes an object of the row that a result set is at.
 *
 * @param <T> the type of the object
 */
public interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
}
