package io.github.webhooks4j.console.internal.web;

import io.github.webhooks4j.console.exchange.ConsoleRequest;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds forms that another site made the browser send. Browsers say where a request comes from in {@code Sec-Fetch-Site},
 * or, where the page has no TLS, in {@code Origin} only.
 */
public final class CrossSite {
    private CrossSite() {}

    /**
     * Returns whether a request that changes something may come from another site.
     *
     * @param publicBase where the console is mounted, as browsers see it; null if that is what {@code Host} shows
     */
    public static boolean isForged(ConsoleRequest request, @Nullable URI publicBase) {
        Optional<String> site = request.header("sec-fetch-site");
        if (site.isPresent()) {
            return !site.get().equals("same-origin");
        }
        Optional<String> origin = request.header("origin");
        if (origin.isPresent()) {
            return !origin.get().equals(ownOrigin(request, publicBase));
        }
        // No browser leaves out both. A program that sends a password of its own cannot be abused by a site.
        return request.header("authorization").isEmpty()
                || request.header("cookie").isPresent();
    }

    private static String ownOrigin(ConsoleRequest request, @Nullable URI publicBase) {
        return publicBase == null
                ? (request.secure() ? "https://" : "http://")
                        + request.header("host").orElse("")
                : publicBase.getScheme() + "://" + publicBase.getRawAuthority();
    }
}
