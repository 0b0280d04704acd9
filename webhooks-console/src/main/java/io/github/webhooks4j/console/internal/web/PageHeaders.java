package io.github.webhooks4j.console.internal.web;

import io.github.webhooks4j.console.exchange.ConsoleResponse;

/** The headers that every page has: nothing from another origin, no script but the console's, no storing. */
public final class PageHeaders {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; require-trusted-types-for 'script';"
            + " trusted-types webhooks; frame-ancestors ";

    private PageHeaders() {}

    /**
     * Returns a response with these headers.
     *
     * @param frameAncestors the origin that may embed the page, or {@code 'none'}
     */
    public static ConsoleResponse on(ConsoleResponse response, String frameAncestors) {
        return response.withHeader("Content-Security-Policy", POLICY + frameAncestors)
                .withHeader("X-Content-Type-Options", "nosniff")
                .withHeader("Referrer-Policy", "same-origin")
                .withHeader("Cross-Origin-Opener-Policy", "same-origin")
                .withHeader("Cross-Origin-Resource-Policy", "same-origin")
                .withHeader("Cache-Control", "no-store");
    }
}
