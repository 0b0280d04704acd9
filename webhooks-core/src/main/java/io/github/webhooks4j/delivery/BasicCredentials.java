package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * User and password of HTTP Basic authentication (RFC 7617), taken out of a destination's URL. Immutable; shown to nobody.
 *
 * @param user the user, decoded; holds no colon, since that is where the password begins
 * @param password the password, decoded
 */
public record BasicCredentials(String user, String password) {
    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if the user holds a colon (RFC 7617, section 2); the message never shows it
     */
    public BasicCredentials {
        requireNonNull(password, "password");
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("the user of HTTP Basic authentication must hold no colon");
        }
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
