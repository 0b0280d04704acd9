package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * User and password of HTTP Basic authentication (RFC 7617), taken out of a destination's URL. Immutable and thread-safe. Their
 * content is read by calls of {@link #revealUser()}, {@link #revealPassword()} and {@link #authorization()} only: serialisers that
 * look for getters, record components or fields find none, and {@code toString} shows none.
 */
public final class BasicCredentials {
    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient String user;
    private final transient String password;

    /**
     * Creates credentials.
     *
     * @param user the user, decoded; holds no colon, since that is where the password begins
     * @param password the password, decoded
     * @throws IllegalArgumentException if the user holds a colon (RFC 7617, section 2); the message never shows it
     */
    public BasicCredentials(String user, String password) {
        this.user = requireNonNull(user, "user");
        this.password = requireNonNull(password, "password");
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("the user of HTTP Basic authentication must hold no colon");
        }
    }

    /** Returns the user, which may be a secret too: an access token is often sent in its place. */
    public String revealUser() {
        return user;
    }

    /** Returns the password. */
    public String revealPassword() {
        return password;
    }

    /** Returns the header to send. */
    public Header authorization() {
        byte[] pair = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
        return new Header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BasicCredentials that && user.equals(that.user) && password.equals(that.password);
    }

    @Override
    public int hashCode() {
        return 31 * user.hashCode() + password.hashCode();
    }

    /** Shows neither user nor password. */
    @Override
    public String toString() {
        return "BasicCredentials[hidden]";
    }
}
