package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.agreement.Agreement;
import io.github.webhooks4j.delivery.BasicCredentials;
import org.jspecify.annotations.Nullable;

/**
 * One URL of a webhook. Immutable.
 *
 * @param url as the transport's check gave it, without user info
 * @param credentials what stood in the URL as user info; null if nothing did
 * @param agreement what it agreed to when it was asked; null if it was not asked
 */
public record Destination(
        String url,
        @Nullable BasicCredentials credentials,
        @Nullable Agreement agreement) {
    public Destination {
        requireNonNull(url, "url");
    }

    /** Creates a destination that was not asked. */
    public Destination(String url, @Nullable BasicCredentials credentials) {
        this(url, credentials, null);
    }

    /** Returns this destination with what it agreed to. */
    public Destination withAgreement(Agreement agreement) {
        return new Destination(url, credentials, agreement);
    }

    /** Shows scheme, host and port only: path and query may be secrets. */
    @Override
    public String toString() {
        int path = url.indexOf('/', url.indexOf("//") + 2);
        return "Destination[" + (path < 0 ? url : url.substring(0, path)) + "]";
    }
}
