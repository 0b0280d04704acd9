package io.github.webhooks4j.openapi;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.internal.text.PlainText;

/**
 * What an OpenAPI document says of itself. Immutable.
 *
 * @param title the name of the API, 1 to 100 characters
 * @param version its version, 1 to 100 characters
 */
public record ApiInfo(String title, String version) {
    private static final int MAX_LENGTH = 100;

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if one is blank, too long, or holds control or format characters
     */
    public ApiInfo {
        check("title", requireNonNull(title, "title"));
        check("version", requireNonNull(version, "version"));
    }

    private static void check(String part, String text) {
        if (text.length() > MAX_LENGTH || PlainText.isBlank(text)) {
            throw new IllegalArgumentException("the " + part + " of an API must be 1 to " + MAX_LENGTH
                    + " characters, not all blank, was " + text.length() + " characters");
        }
        PlainText.brokenRule(text).ifPresent(rule -> {
            throw new IllegalArgumentException("the " + part + " of an API " + rule + ", was one that does");
        });
    }
}
