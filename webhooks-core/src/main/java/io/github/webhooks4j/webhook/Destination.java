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
 * @param number names it within its webhook: it stays while the URL stays, and a new URL gets one that no destination of the
 *     webhook has had before; from 0
 * @param url as the transport's check gave it, without user info
 * @param credentials what stood in the URL as user info; null if nothing did
 * @param agreement what it agreed to when it was asked; null if it was not asked
 */
public record Destination(
        int number,
        String url,
        @Nullable BasicCredentials credentials,
        @Nullable Agreement agreement) {
    private static final Pattern ORIGIN = Pattern.compile("[^/?#]*//[^/?#]*");

    public Destination {
        requireNonNull(url, "url");
        if (number < 0) {
            throw new IllegalArgumentException("a destination's number must not be negative, was " + number);
        }
    }

    /** Creates a destination that was not asked, and has no place in a webhook yet. */
    public Destination(String url, @Nullable BasicCredentials credentials) {
        this(0, url, credentials, null);
    }

    /** Returns this destination with another number. */
    public Destination withNumber(int number) {
        return new Destination(number, url, credentials, agreement);
    }

    /** Returns this destination with what it agreed to. */
    public Destination withAgreement(Agreement agreement) {
        return new Destination(number, url, credentials, agreement);
    }

    /** Returns host and port, lower case; whoever answers there shares its fate. */
    public String hostAndPort() {
        Origin origin = Origin.of(this);
        String port = origin.port().isEmpty() ? (origin.tls() ? "443" : "80") : origin.port();
        return origin.host() + ":" + port;
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
