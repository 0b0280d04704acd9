package io.github.webhooks4j.console.internal.web;

import io.github.webhooks4j.console.access.Action;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One page or one form: where it is, and what a visitor must be allowed to.
 *
 * @param method {@code GET} or {@code POST}
 * @param pattern the path below the mount, with parameters as {@code {id}}
 * @param action what it needs
 * @param handler builds the response
 * @param <H> the handler's type
 */
public record Route<H>(String method, String pattern, Action action, H handler) {
    /** Returns the decoded parameters of a path that fits; empty if it does not. */
    public Optional<Map<String, String>> match(String path) {
        String[] expected = pattern.split("/", -1);
        String[] actual = path.split("/", -1);
        if (expected.length != actual.length) {
            return Optional.empty();
        }
        var parameters = new HashMap<String, String>();
        for (int i = 0; i < expected.length; i++) {
            if (expected[i].startsWith("{")) {
                // A plus is itself in a path.
                String value = FormFields.decode(actual[i].replace("+", "%2B"));
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                parameters.put(expected[i].substring(1, expected[i].length() - 1), value);
            } else if (!expected[i].equals(actual[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }
}
