package io.github.webhooks4j.sqlite.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shortens a statement that writes many rows: what is null, or 0, in all of them stands in its text; an INSERT takes several rows at a
 * time, and what is the same in all of them once. Every value that is bound is a call out of Java, and those of a row cost more than to
 * write it. Used by one thread.
 */
final class ShortStatements {
    /** For fewer rows it is not worth while. */
    private static final int MIN_ROWS = 8;
    /** How many rows an INSERT takes at a time. */
    private static final int ROWS_AT_ONCE = 10;
    /** What is the same in all rows differs little from commit to commit; each form is a prepared statement. */
    private static final int MAX_FORMS = 64;

    private static final String VALUES = "VALUES (";

    /** Sets of columns as bits. */
    private record Key(String text, int rows, long nulls, long zeros, long equal) {}

    /**
     * A form of a statement.
     *
     * @param sql its text
     * @param rows how many rows it takes at a time
     * @param common the columns that are bound once, with the value of the first row, from 0
     * @param columns the columns that are bound after them, of one row after the other
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Form(String sql, int rows, int[] common, int[] columns) {
        /** Returns what is bound for some of the rows. */
        @Nullable Object[] parameters(List<@Nullable Object[]> taken) {
            var parameters = new @Nullable Object[common.length + taken.size() * columns.length];
            int end = 0;
            for (int column : common) {
                parameters[end++] = taken.get(0)[column];
            }
            for (@Nullable Object[] row : taken) {
                for (int column : columns) {
                    parameters[end++] = row[column];
                }
            }
            return parameters;
        }
    }

    private final Map<Key, Form> forms = new HashMap<>();

    /** Returns the form for rows; null if they are to be written as they are. */
    @Nullable Form of(String text, List<@Nullable Object[]> rows) {
        int width = rows.get(0).length;
        if (rows.size() < MIN_ROWS || width > Long.SIZE) {
            return null;
        }
        boolean several = rows.size() >= ROWS_AT_ONCE && text.contains(VALUES);
        @Nullable Object[] first = rows.get(0);
        long nulls = 0;
        long zeros = 0;
        long equal = 0;
        for (int i = 0; i < width; i++) {
            if (isSame(rows, i)) {
                Object value = first[i];
                if (value == null) {
                    nulls |= 1L << i;
                } else if (value instanceof Integer number && number == 0) {
                    zeros |= 1L << i;
                } else if (several) {
                    equal |= 1L << i;
                }
            }
        }
        var key = new Key(text, several ? ROWS_AT_ONCE : 1, nulls, zeros, equal);
        Form form = forms.get(key);
        if (form == null && forms.size() < MAX_FORMS) {
            form = shortened(key, width);
            forms.put(key, form);
        }
        return form;
    }

    private static boolean isSame(List<@Nullable Object[]> rows, int column) {
        Object value = rows.get(0)[column];
        for (@Nullable Object[] row : rows) {
            if (!Objects.equals(value, row[column])) {
                return false;
            }
        }
        return true;
    }

    private static Form shortened(Key key, int width) {
        var common = new ArrayList<Integer>();
        var columns = new ArrayList<Integer>();
        for (int i = 0; i < width; i++) {
            if ((key.equal() & 1L << i) != 0) {
                common.add(i);
            } else if (((key.nulls() | key.zeros()) & 1L << i) == 0) {
                columns.add(i);
            }
        }
        String text = key.text();
        int from = key.rows() == 1 ? 0 : text.indexOf(VALUES) + VALUES.length() - 1;
        int to = key.rows() == 1 ? text.length() : end(text, from);
        var sql = new StringBuilder(text.substring(0, from));
        for (int row = 0; row < key.rows(); row++) {
            int before = common.size() + row * columns.size();
            sql.append(row == 0 ? "" : ", ").append(replaced(text.substring(from, to), column -> {
                if ((key.nulls() & 1L << column) != 0) {
                    return "NULL";
                } else if ((key.zeros() & 1L << column) != 0) {
                    return "0";
                }
                int once = common.indexOf(column);
                return "?" + (once >= 0 ? once + 1 : before + columns.indexOf(column) + 1);
            }));
        }
        sql.append(text, to, text.length());
        return new Form(sql.toString(), key.rows(), ints(common), ints(columns));
    }

    /** Returns the place after the parenthesis that closes the one at {@code from}. */
    private static int end(String text, int from) {
        int open = 0;
        int at = from;
        do {
            char c = text.charAt(at++);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
        } while (open > 0);
        return at;
    }

    /** Returns a text with what stands for each parameter, by its column from 0, in its place. */
    private static String replaced(String text, IntFunction<String> parameter) {
        var replaced = new StringBuilder();
        int next = 0;
        int from = 0;
        for (int at = text.indexOf('?'); at >= 0; at = text.indexOf('?', from)) {
            replaced.append(text, from, at);
            from = at + 1;
            while (from < text.length() && Character.isDigit(text.charAt(from))) {
                from++;
            }
            replaced.append(parameter.apply(from == at + 1 ? next++ : Integer.parseInt(text, at + 1, from, 10) - 1));
        }
        return replaced.append(text, from, text.length()).toString();
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(i -> i).toArray();
    }
}
