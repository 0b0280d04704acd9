package io.github.webhooks4j.signature;

import io.github.webhooks4j.signature.InvalidSignatureException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies deliveries on the receiver's side (Standard Webhooks, "Verifying webhook authenticity"). Works on the raw bytes of
 * the body: verify before anything parses or re-encodes them. Immutable and thread-safe.
 */
public final class WebhookVerifier {
    /** The tolerance that the specification's own libraries use. */
    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    private static final Duration LONGEST_TOLERANCE = Duration.ofDays(3650);
    private static final String VERSION = "v1,";
    private static final int MAX_TIMESTAMP_LENGTH = 15;
    /** More are not needed: Svix, the sender with the most signatures, signs with up to ten old keys beside the current one. */
    private static final int MAX_SIGNATURES = 16;

    private final List<WebhookSecret> secrets;
    private final Clock clock;
    private final Duration tolerance;

    private WebhookVerifier(List<WebhookSecret> secrets, Clock clock, Duration tolerance) {
        this.secrets = secrets;
        this.clock = clock;
        this.tolerance = tolerance;
    }

    /**
     * Returns a verifier that trusts any of {@code secrets}; several are active while one is being replaced.
     *
     * @param tolerance how far a timestamp may be from {@code clock}, both ways; the bound itself is accepted
     * @throws IllegalArgumentException if there is no secret, or the tolerance is not 0 to 3,650 days
     */
    public static WebhookVerifier of(Collection<WebhookSecret> secrets, Clock clock, Duration tolerance) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a verifier needs at least one secret");
        }
        if (tolerance.isNegative() || tolerance.compareTo(LONGEST_TOLERANCE) > 0) {
            throw new IllegalArgumentException("tolerance must be PT0S to " + LONGEST_TOLERANCE + ", was " + tolerance);
        }
        return new WebhookVerifier(List.copyOf(secrets), clock, tolerance);
    }

    /**
     * Returns normally if the delivery is authentic and fresh. The receiver has to recognise repeats
     * itself, by the id.
     *
     * @param id the value of the {@code webhook-id} header, null if absent
     * @param timestamp the value of {@code webhook-timestamp}, null if absent
     * @param signatures the value of {@code webhook-signature}, null if absent
     * @param body the raw bytes of the body
     * @throws InvalidSignatureException in every other case; nothing else is thrown, whatever the input
     */
    public void verify(@Nullable String id, @Nullable String timestamp, @Nullable String signatures, byte[] body) {
        if (id == null || timestamp == null || signatures == null) {
            throw new InvalidSignatureException(Reason.MISSING_HEADER);
        }
        if (id.isEmpty() || timestamp.isEmpty() || signatures.isEmpty()) {
            throw new InvalidSignatureException(Reason.MISSING_HEADER);
        }
        if (!WebhookHeaders.isId(id)) {
            throw new InvalidSignatureException(Reason.MALFORMED_ID);
        }
        checkTimestamp(timestamp);
        List<byte[]> candidates = candidates(signatures);
        if (candidates.isEmpty()) {
            throw new InvalidSignatureException(Reason.NO_KNOWN_SIGNATURE);
        }
        boolean match = false;
        for (WebhookSecret secret : secrets) {
            byte[] expected = secret.sign(id, timestamp, body).getBytes(StandardCharsets.US_ASCII);
            for (byte[] candidate : candidates) {
                // No early exit: the duration must not reveal which secret or signature was close.
                match |= MessageDigest.isEqual(expected, candidate);
            }
        }
        if (!match) {
            throw new InvalidSignatureException(Reason.NO_MATCH);
        }
    }

    private void checkTimestamp(String timestamp) {
        if (!isCanonical(timestamp)) {
            throw new InvalidSignatureException(Reason.MALFORMED_TIMESTAMP);
        }
        long age = clock.instant().getEpochSecond() - Long.parseLong(timestamp);
        if (age > tolerance.toSeconds()) {
            throw new InvalidSignatureException(Reason.TIMESTAMP_TOO_OLD);
        }
        if (-age > tolerance.toSeconds()) {
            throw new InvalidSignatureException(Reason.TIMESTAMP_TOO_NEW);
        }
    }

    private static boolean isCanonical(String timestamp) {
        if (timestamp.length() > MAX_TIMESTAMP_LENGTH) {
            return false;
        }
        for (int i = 0; i < timestamp.length(); i++) {
            if (timestamp.charAt(i) < '0' || timestamp.charAt(i) > '9') {
                return false;
            }
        }
        return timestamp.charAt(0) != '0' || timestamp.length() == 1;
    }

    private static List<byte[]> candidates(String signatures) {
        var candidates = new ArrayList<byte[]>();
        int from = 0;
        while (from < signatures.length() && candidates.size() < MAX_SIGNATURES) {
            int blank = signatures.indexOf(' ', from);
            int end = blank < 0 ? signatures.length() : blank;
            if (signatures.startsWith(VERSION, from)) {
                candidates.add(signatures.substring(from, end).getBytes(StandardCharsets.UTF_8));
            }
            from = end + 1;
        }
        return candidates;
    }
}
