package io.github.webhooks4j.sqlite.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shortens a statement that writes many rows: what is null, or 0, in all of them stands in its text. Every value that is bound is a call
 * out of Java, and those of a row cost more than to write it. Used by one thread.
 */
final class ShortStatements {
    /** For fewer rows it is not worth while. */
    private static final int MIN_ROWS = 8;
    /** What is null or 0 in all rows differs little from commit to commit; each form is a prepared statement. */
    private static final int MAX_FORMS = 64;

    private record Key(String text, long nulls, long zeros) {}

    /**
     * A form of a statement.
     *
     * @param sql its text
     * @param columns the columns that are bound, in their order, from 0
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Form(String sql, int[] columns) {}

    private final Map<Key, Form> forms = new HashMap<>();

    /** Returns the form for rows; null if they are to be written as they are. */
    @Nullable Form of(String text, List<@Nullable Object[]> rows) {
        int width = rows.get(0).length;
        if (rows.size() < MIN_ROWS || width > Long.SIZE) {
            return null;
        }
        long nulls = -1;
        long zeros = -1;
        for (@Nullable Object[] row : rows) {
            for (int i = 0; i < width; i++) {
                Object value = row[i];
                if (value == null) {
                    zeros &= ~(1L << i);
                } else {
                    nulls &= ~(1L << i);
                    if (!(value instanceof Integer number) || number != 0) {
                        zeros &= ~(1L << i);
                    }
                }
            }
        }
        var key = new Key(text, nulls, zeros);
        Form form = forms.get(key);
        if (form == null && forms.size() < MAX_FORMS) {
            form = shortened(key, width);
            forms.put(key, form);
        }
        return form;
    }

    private static Form shortened(Key key, int width) {
        var columns = new ArrayList<Integer>();
        for (int i = 0; i < width; i++) {
            if (((key.nulls() | key.zeros()) & 1L << i) == 0) {
                columns.add(i);
            }
        }
        String text = key.text();
        var sql = new StringBuilder();
        int next = 0;
        int from = 0;
        for (int at = text.indexOf('?'); at >= 0; at = text.indexOf('?', from)) {
            sql.append(text, from, at);
            from = at + 1;
            while (from < text.length() && Character.isDigit(text.charAt(from))) {
                from++;
            }
            int column = from == at + 1 ? next++ : Integer.parseInt(text, at + 1, from, 10) - 1;
            if ((key.nulls() & 1L << column) != 0) {
                sql.append("NULL");
            } else if ((key.zeros() & 1L << column) != 0) {
                sql.append('0');
            } else {
                sql.append('?').append(columns.indexOf(column) + 1);
            }
        }
        sql.append(text, from, text.length());
        return new Form(sql.toString(), columns.stream().mapToInt(i -> i).toArray());
    }
}
