package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.agreement.Agreement;
import io.github.webhooks4j.delivery.BasicCredentials;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern ORIGIN = Pattern.compile("[^/?#]*//[^/?#]*");

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

    /** Returns scheme, host and port. */
    String origin() {
        Matcher origin = ORIGIN.matcher(url);
        return origin.lookingAt() ? origin.group() : "";
    }

    /** Shows scheme, host and port only: path and query may be secrets. */
    @Override
    public String toString() {
        return "Destination[" + origin() + "]";
    }
}
