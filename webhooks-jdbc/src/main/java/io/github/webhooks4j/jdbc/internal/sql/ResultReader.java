package io.github.webhooks4j.jdbc.internal.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Reads what a statement returned: its result set, or its update count. */
public interface ResultReader {
    void read(PreparedStatement statement) throws SQLException;
}
