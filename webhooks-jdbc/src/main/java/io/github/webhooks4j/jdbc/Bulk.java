package io.github.webhooks4j.jdbc;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;

/**
 * A statement that writes many rows, each given as one array of parameters: one for each column, in their order. What it looks
 * like to a database is its {@link Dialect}'s business. Immutable.
 *
 * @param kind what it does
 * @param table the table
 * @param columns what a row of parameters has
 * @param keys how many of the columns, at their end, tell which row to update; 0 for an insertion
 * @param end what stands at the end of an insertion, such as {@code ON CONFLICT …}; may be empty
 */
record Bulk(Kind kind, String table, List<Column> columns, int keys, String end) {
    /** What a statement does. */
    enum Kind {
        INSERT,
        UPDATE
    }

    /**
     * A column with the type of its parameter.
     *
     * @param type {@code text}, {@code integer}, {@code bigint} or {@code bytea}
     * @param form what is written, with {@code %s} in the place of the parameter
     */
    record Column(String name, String type, String form) {
        /** Reads {@code name type}, or {@code name type = form}. */
        static Column of(String column) {
            String[] words = column.split(" ", 4);
            return new Column(words[0], words[1], words.length < 4 ? "%s" : words[3]);
        }

        /** Returns what is written of {@code value}, a parameter or a name. */
        String written(String value) {
            return form.replace("%s", value);
        }
    }

    static Bulk insert(String table, String end, String... columns) {
        return new Bulk(Kind.INSERT, table, columns(columns), 0, end);
    }

    static Bulk update(String table, int keys, String... columns) {
        return new Bulk(Kind.UPDATE, table, columns(columns), keys, "");
    }

    /** Returns the columns that an update changes, or that an insertion fills. */
    List<Column> written() {
        return columns.subList(0, columns.size() - keys);
    }

    /** Returns the columns that tell which row to update. */
    List<Column> keyColumns() {
        return columns.subList(columns.size() - keys, columns.size());
    }

    /** Returns the names of the columns with commas between. */
    String names() {
        return columns.stream().map(Column::name).collect(joining(", "));
    }

    private static List<Column> columns(String... columns) {
        return Arrays.stream(columns).map(Column::of).toList();
    }
}
