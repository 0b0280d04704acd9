package io.github.webhooks4j.jdbc;

import java.sql.SQLException;

/** What may be shown of a database's complaint: PostgreSQL's further lines tell the contents of rows, secrets among them. */
final class FirstLine {
    private FirstLine() {}

    static String of(SQLException e) {
        String message = e.getMessage();
        return message == null ? "no reason given" : message.lines().findFirst().orElse("");
    }
}
