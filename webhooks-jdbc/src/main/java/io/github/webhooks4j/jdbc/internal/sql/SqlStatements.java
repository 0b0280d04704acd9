package io.github.webhooks4j.jdbc.internal.sql;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Every {@link SqlStatement} in the SQL of one database, as its scripts have it: a line {@code -- name: X} begins the statement
 * X, other lines of comment are left out, and a semicolon ends it. Immutable.
 */
public final class SqlStatements {
    private static final List<String> TOPICS = List.of("store", "webhook", "commit", "queue", "history");
    private static final String NAME = "-- name: ";
    private static final String COMMENT = "--";

    private final Map<SqlStatement, String> texts = new EnumMap<>(SqlStatement.class);

    private SqlStatements() {}

    /**
     * Reads the scripts of a database: {@code store.sql}, {@code webhook.sql}, {@code commit.sql}, {@code queue.sql} and {@code
     * history.sql}.
     *
     * @param content returns the content of a script
     * @throws IllegalStateException if a statement is missing, is there twice, or has an unknown name
     */
    public static SqlStatements read(UnaryOperator<String> content) {
        var statements = new SqlStatements();
        for (String topic : TOPICS) {
            statements.add(topic, content.apply(topic + ".sql"));
        }
        Set<SqlStatement> missing = EnumSet.allOf(SqlStatement.class);
        missing.removeAll(statements.texts.keySet());
        if (!missing.isEmpty()) {
            throw new IllegalStateException("the database's scripts lack the statements " + missing);
        }
        return statements;
    }

    /** Returns the text of a statement. */
    public String text(SqlStatement statement) {
        return requireNonNull(texts.get(statement), "every statement has a text");
    }

    private void add(String topic, String script) {
        SqlStatement statement = null;
        var text = new StringBuilder();
        for (String line : script.lines().toList()) {
            if (line.startsWith(NAME)) {
                put(topic, statement, text);
                statement = named(topic, line.substring(NAME.length()).strip());
                text = new StringBuilder();
            } else if (!line.startsWith(COMMENT)) {
                text.append(line).append('\n');
            }
        }
        put(topic, statement, text);
    }

    private void put(String topic, @Nullable SqlStatement statement, StringBuilder text) {
        if (statement == null) {
            return;
        }
        String sql = text.toString().strip();
        if (!sql.endsWith(";")) {
            throw new IllegalStateException(topic + ".sql: the statement " + statement + " must end with a semicolon");
        }
        if (texts.put(statement, sql.substring(0, sql.length() - 1)) != null) {
            throw new IllegalStateException(topic + ".sql: the statement " + statement + " is there twice");
        }
    }

    private static SqlStatement named(String topic, String name) {
        try {
            return SqlStatement.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(topic + ".sql: there is no statement with the name " + name, e);
        }
    }
}
