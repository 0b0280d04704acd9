package io.github.webhooks4j.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Reads what a statement returned: its result set, or its update count. */
interface ResultReader {
    void read(PreparedStatement statement) throws SQLException;
}
