package io.github.webhooks4j.jdbc.internal.sql;

import java.sql.SQLException;

/**
 * The part of a database's message that may be shown: PostgreSQL's further lines contain values of rows, secrets among
 * them.
 */
public final class SqlErrors {
    private SqlErrors() {}

    public static String redactedMessage(SQLException e) {
        String message = e.getMessage();
        return message == null ? "no reason given" : message.lines().findFirst().orElse("");
    }

    /** Returns the complaint with its first line only, to be a cause: logs show the messages of causes too. */
    public static SQLException redacted(SQLException e) {
        var shown = new SQLException(redactedMessage(e), e.getSQLState(), e.getErrorCode(), e.getCause());
        shown.setStackTrace(e.getStackTrace());
        return shown;
    }
}
