package io.github.webhooks4j.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Makes an object of the row that a result set is at.
 *
 * @param <T> the type of the object
 */
interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
}
