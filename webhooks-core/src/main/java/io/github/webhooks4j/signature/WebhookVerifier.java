package io.github.webhooks4j.signature;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.signature.InvalidSignatureException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies deliveries on the receiver's side (Standard Webhooks, "Verifying webhook authenticity"). Works on the raw bytes of
 * the body: verify before anything parses or re-encodes them. Immutable and thread-safe.
 *
 * <pre>{@code
 * WebhookVerifier verifier = WebhookVerifier.of(WebhookSecret.of(text));
 *
 * VerifiedDelivery delivery = verifier.verify(request::getHeader, body); // or InvalidSignatureException: respond 401
 * }</pre>
 */
public final class WebhookVerifier {
    /** The tolerance that the specification's own libraries use. */
    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    private static final String VERSION = "v1,";
    private static final int MAX_TIMESTAMP_LENGTH = 15;
    /** More are not needed: Svix, the sender with the most signatures, signs with up to ten old keys beside the current one. */
    private static final int MAX_SIGNATURES = 16;

    private final List<WebhookSecret> secrets;
    private final Clock clock;
    private final Duration tolerance;

    WebhookVerifier(List<WebhookSecret> secrets, Clock clock, Duration tolerance) {
        this.secrets = secrets;
        this.clock = clock;
        this.tolerance = tolerance;
    }

    /**
     * Returns a verifier with the defaults of a {@link #builder}, for one secret.
     *
     * @throws NullPointerException if {@code secret} is null
     */
    public static WebhookVerifier of(WebhookSecret secret) {
        return builder(List.of(requireNonNull(secret, "secret"))).build();
    }

    /**
     * Returns a builder of a verifier that trusts any of {@code secrets}; several are active while one is being replaced.
     *
     * @throws IllegalArgumentException if there is no secret
     * @throws NullPointerException if {@code secrets} or one of them is null
     */
    public static WebhookVerifierBuilder builder(Collection<WebhookSecret> secrets) {
        return new WebhookVerifierBuilder(List.copyOf(requireNonNull(secrets, "secrets")));
    }

    /**
     * Returns the delivery if it is authentic and fresh. The receiver has to recognise repeats itself, by {@link
     * VerifiedDelivery#id()}, for example with an inbox.
     *
     * @param header returns the value of a header, or null if the request does not have it. It is called once for each of
     *     the {@link WebhookHeaders}, with their lower-case names, and must find them in any letter case, as the requests
     *     of servlets, of Spring and of the JDK's server do. Of a header that the request has twice it may return either
     *     value, or both joined by a comma: what it returns is what is verified, and what the delivery shows. What it
     *     throws is thrown to the caller
     * @param body the raw bytes of the body
     * @throws InvalidSignatureException in every other case; nothing else is thrown, whatever the request holds
     * @throws NullPointerException if {@code header} or {@code body} is null; a request without a body has an empty one
     */
    public VerifiedDelivery verify(Function<String, @Nullable String> header, byte[] body) {
        requireNonNull(header, "header");
        requireNonNull(body, "body");
        String id = require(header, WebhookHeaders.ID);
        String timestamp = require(header, WebhookHeaders.TIMESTAMP);
        String signatures = require(header, WebhookHeaders.SIGNATURE);
        if (!WebhookHeaders.isId(id)) {
            throw new InvalidSignatureException(Reason.MALFORMED_ID);
        }
        Instant signedAt = checkTimestamp(timestamp);
        checkSignatures(id, timestamp, signatures, body);
        return VerifiedDelivery.signed(
                id, signedAt, body, header.apply(WebhookHeaders.ATTEMPT), header.apply(WebhookHeaders.TYPE));
    }

    private static String require(Function<String, @Nullable String> header, String name) {
        String value = header.apply(name);
        if (value == null || value.isEmpty()) {
            throw new InvalidSignatureException(Reason.MISSING_HEADER);
        }
        return value;
    }

    private void checkSignatures(String id, String timestamp, String signatures, byte[] body) {
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

    private Instant checkTimestamp(String timestamp) {
        if (!isCanonical(timestamp)) {
            throw new InvalidSignatureException(Reason.MALFORMED_TIMESTAMP);
        }
        long signedAt = Long.parseLong(timestamp);
        long age = clock.instant().getEpochSecond() - signedAt;
        if (age > tolerance.toSeconds()) {
            throw new InvalidSignatureException(Reason.TIMESTAMP_TOO_OLD);
        }
        if (-age > tolerance.toSeconds()) {
            throw new InvalidSignatureException(Reason.TIMESTAMP_TOO_NEW);
        }
        return Instant.ofEpochSecond(signedAt);
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
