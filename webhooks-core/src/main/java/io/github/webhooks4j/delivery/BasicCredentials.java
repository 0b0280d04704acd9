package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * User and password of HTTP Basic authentication (RFC 7617), taken out of a destination's URL. Immutable; shown to nobody.
 *
 * @param user the user, decoded
 * @param password the password, decoded
 */
public record BasicCredentials(String user, String password) {
    public BasicCredentials {
        requireNonNull(user, "user");
        requireNonNull(password, "password");
    }

    /** Returns the header to send. */
    public Header authorization() {
        byte[] pair = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
        return new Header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** Shows neither user nor password. */
    @Override
    public String toString() {
        return "BasicCredentials[hidden]";
    }
}
