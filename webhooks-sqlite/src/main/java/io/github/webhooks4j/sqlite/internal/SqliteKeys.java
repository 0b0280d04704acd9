package io.github.webhooks4j.sqlite.internal;

import java.util.Collection;

/** Keys as one parameter of a statement: a JSON array, of which {@code json_each} makes rows. Without state. */
final class SqliteKeys {
    private SqliteKeys() {}

    /** Returns texts or numbers as JSON. */
    static String json(Collection<?> keys) {
        var json = new StringBuilder("[");
        for (Object key : keys) {
            if (json.length() > 1) {
                json.append(',');
            }
            if (key instanceof Number number) {
                json.append(number.longValue());
            } else {
                quote(key.toString(), json);
            }
        }
        return json.append(']').toString();
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
