package io.github.webhooks4j.storecopy;

import io.github.webhooks4j.jdbc.internal.sql.SqlStatement.ColumnType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that is copied, and the statements that read and write them.
 *
 * @param table the table
 * @param columns what is copied
 * @param key the columns of its primary key, in their order: rows are copied and compared in the order of it
 */
record TableLayout(CopiedTable table, List<Column> columns, List<Column> key) {
    /** Separates the columns of a key; no text of a key has it. */
    private static final String SEPARATOR = "\n";

    TableLayout {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /**
     * A column.
     *
     * @param type its type on PostgreSQL
     */
    record Column(String name, ColumnType type) {}

    /**
     * A column as a file has it.
     *
     * @param place its place in the primary key, from 1; 0 if it is not part of that
     */
    record SourceColumn(String name, int place) {}

    /** Returns the layout of a table by what a file and the types of a database say of it. */
    static TableLayout of(CopiedTable table, List<SourceColumn> columns, Map<String, ColumnType> types) {
        return new TableLayout(
                table,
                columns.stream()
                        .filter(column -> !column.name().equals(table.numbering()))
                        .map(column -> column(column, types))
                        .toList(),
                columns.stream()
                        .filter(column -> column.place() > 0)
                        .sorted(Comparator.comparingInt(SourceColumn::place))
                        .map(column -> column(column, types))
                        .toList());
    }

    private static Column column(SourceColumn column, Map<String, ColumnType> types) {
        ColumnType type = types.get(column.name());
        if (type == null) {
            throw new IllegalStateException("both databases have the column " + column.name());
        }
        return new Column(column.name(), type);
    }

    String name() {
        return table.name();
    }

    List<ColumnType> types() {
        return columns.stream().map(Column::type).toList();
    }

    /** Returns the statement that reads rows of the file: the columns, then those of the key. */
    String selectFromSource(boolean afterKey) {
        String selected = columns.stream()
                .map(column -> table.translated().getOrDefault(column.name(), column.name()))
                .collect(Collectors.joining(", "));
        String keys = names(key);
        String after = afterKey
                ? " WHERE (" + keys + ") > (" + key.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")"
                : "";
        return "SELECT " + selected + ", " + keys + " FROM " + name() + after + " ORDER BY " + keys;
    }

    /** Returns the statement that reads all rows of the database. */
    String selectFromTarget() {
        return "SELECT " + names(columns) + " FROM " + name() + " ORDER BY " + names(key);
    }

    /** Returns where rows are written: the table, and its columns in parentheses. */
    String into() {
        return name() + " (" + names(columns) + ")";
    }

    /** Reads the columns of a row, which come first in it. */
    @Nullable Object[] values(ResultSet row) throws SQLException {
        var values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(row, i + 1, columns.get(i).type());
        }
        return values;
    }

    /** Reads the key of a row of {@link #selectFromSource}. */
    String keyOf(ResultSet row) throws SQLException {
        var values = new String[key.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getString(columns.size() + i + 1);
        }
        return String.join(SEPARATOR, values);
    }

    /** Returns the values of what {@link #keyOf} returned. */
    Object[] parameters(String written) {
        String[] values = written.split(SEPARATOR, -1);
        var parameters = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            parameters[i] = key.get(i).type() == ColumnType.TEXT ? values[i] : Long.valueOf(values[i]);
        }
        return parameters;
    }

    private static @Nullable Object value(ResultSet row, int column, ColumnType type) throws SQLException {
        return switch (type) {
            case TEXT -> row.getString(column);
            case BYTEA -> row.getBytes(column);
            case INTEGER, BIGINT -> {
                long number = row.getLong(column);
                yield row.wasNull() ? null : number;
            }
        };
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
