package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.BasicCredentials;
import org.jspecify.annotations.Nullable;

/**
 * One URL of a webhook. Immutable.
 *
 * @param url as the transport's check gave it, without user info
 * @param credentials what stood in the URL as user info; null if nothing did
 */
public record Destination(String url, @Nullable BasicCredentials credentials) {
    public Destination {
        requireNonNull(url, "url");
    }

    /** Shows scheme, host and port only: path and query may be secrets. */
    @Override
    public String toString() {
        int path = url.indexOf('/', url.indexOf("//") + 2);
        return "Destination[" + (path < 0 ? url : url.substring(0, path)) + "]";
    }
}
