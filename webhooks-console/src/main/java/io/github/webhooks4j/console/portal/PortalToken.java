package io.github.webhooks4j.console.portal;

import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Actor;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.internal.hmac.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sessions as tokens that cannot be forged: {@code p1.}, the session, and a mac, for a link or for a cookie. Thread-safe. */
final class PortalToken {
    private static final String VERSION = "p1.";
    /** Above the longest session, that of a topic of 255 characters and a name of 100. */
    private static final int MAX_LENGTH = 2_000;

    /** In no field: neither a topic nor a name has control characters. */
    private static final String SEPARATOR = "\n";

    private static final int FIELDS = 5;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final String use;
    private final HmacSha256 hmac;

    /**
     * Creates the tokens of one use.
     *
     * @param use what they are for; a token of another use is not valid
     * @param key the key of the portal
     */
    PortalToken(String use, byte[] key) {
        this.use = use;
        this.hmac = new HmacSha256(key);
    }

    String write(PortalSession session) {
        // Not encoded for a URL, so that the longest topic and name fit into a cookie.
        String fields = String.join(
                SEPARATOR,
                session.id(),
                session.scope().toString(),
                session.actor().name(),
                session.actions().stream().map(Action::code).sorted().collect(Collectors.joining(" ")),
                Long.toString(session.expiresAt().getEpochSecond()));
        String text = VERSION + ENCODER.encodeToString(fields.getBytes(StandardCharsets.UTF_8));
        return text + "." + mac(text);
    }

    /** Returns the session of a token, even if it has ended; empty if this deployment did not write it for this use. */
    Optional<PortalSession> read(String token) {
        int dot = token.lastIndexOf('.');
        if (dot < VERSION.length() || token.length() > MAX_LENGTH || !token.startsWith(VERSION)) {
            return Optional.empty();
        }
        String text = token.substring(0, dot);
        byte[] expected = mac(text).getBytes(StandardCharsets.US_ASCII);
        byte[] actual = token.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, actual)) {
            return Optional.empty();
        }
        try {
            return Optional.of(session(text.substring(VERSION.length())));
        } catch (IllegalArgumentException | DateTimeException e) {
            // A node of another version wrote it, with what this one does not know.
            return Optional.empty();
        }
    }

    private static PortalSession session(String encoded) {
        String[] fields =
                new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8).split(SEPARATOR, -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("a session must have " + FIELDS + " fields, was " + fields.length);
        }
        return new PortalSession(
                fields[0],
                Scope.of(fields[1]),
                new Actor(fields[2]),
                Arrays.stream(fields[3].split(" ", -1))
                        .filter(code -> !code.isEmpty())
                        .map(code -> Action.fromCode(code).orElseThrow(IllegalArgumentException::new))
                        .collect(Collectors.toUnmodifiableSet()),
                Instant.ofEpochSecond(Long.parseLong(fields[4])));
    }

    private String mac(String text) {
        return ENCODER.encodeToString(hmac.compute((use + ":" + text).getBytes(StandardCharsets.UTF_8)));
    }
}
