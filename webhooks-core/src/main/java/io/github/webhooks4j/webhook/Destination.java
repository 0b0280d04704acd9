package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.handshake.DeliveryPermission;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One URL of a webhook. Immutable.
 *
 * @param number identifies it within its webhook: it stays while the URL stays, and a new URL gets a number that no
 *     destination of the webhook has had before; from 0
 * @param url as the transport's check returned it, without user info
 * @param credentials the user info of the URL; null if it had none
 * @param permission the permission that it has granted; null if it was not asked
 */
public record Destination(
        int number,
        String url,
        @Nullable BasicCredentials credentials,
        @Nullable DeliveryPermission permission) {
    private static final Pattern ORIGIN = Pattern.compile("[^/?#]*//[^/?#]*");

    public Destination {
        requireNonNull(url, "url");
        if (number < 0) {
            throw new IllegalArgumentException("a destination's number must not be negative, was " + number);
        }
    }

    /** Creates a destination that was not asked, and is not part of a webhook yet. */
    public Destination(String url, @Nullable BasicCredentials credentials) {
        this(0, url, credentials, null);
    }

    /** Returns this destination with another number. */
    public Destination withNumber(int number) {
        return new Destination(number, url, credentials, permission);
    }

    /** Returns this destination with a permission that it has granted. */
    public Destination withPermission(DeliveryPermission permission) {
        return new Destination(number, url, credentials, permission);
    }

    /** Returns host and port, lower case. */
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
