package io.github.webhooks4j.console.access;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;

/** Admits who knows one password. */
final class BasicGate implements ConsoleGate {
    private static final int MIN_PASSWORD = 16;
    private static final String SCHEME = "Basic ";
    private static final Map<String, String> CHALLENGE =
            Map.of("WWW-Authenticate", "Basic realm=\"webhooks\", charset=\"UTF-8\"");

    private final Actor actor;
    private final transient byte[] expected;

    BasicGate(String user, String password) {
        if (user.isBlank() || user.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "user must not be blank and must have no colon, was " + Violation.quote(user));
        }
        if (password.length() < MIN_PASSWORD) {
            throw new IllegalArgumentException("password must have at least " + MIN_PASSWORD + " characters, was "
                    + password.length() + " characters");
        }
        this.actor = new Actor(user);
        this.expected = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Admission admit(ConsoleRequest request) {
        if (!request.secure() && !request.isFromLoopback()) {
            return Admission.forbidden();
        }
        byte[] given = request.header("authorization")
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> decoded(value.substring(SCHEME.length()).strip()))
                .orElseGet(() -> new byte[0]);
        return MessageDigest.isEqual(expected, given) ? Admission.all(actor) : new Admission.Refused(401, CHALLENGE);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
