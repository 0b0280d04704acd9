package io.github.webhooks4j.signature;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.signature.InvalidSignatureException.Reason;
import io.github.webhooks4j.signature.SignatureList.Candidate;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies deliveries on the receiver's side (Standard Webhooks, "Verifying webhook authenticity"). Works on the raw bytes of
 * the body: verify before anything parses or re-encodes them. Immutable and thread-safe.
 *
 * <pre>{@code
 * WebhookVerifier verifier = WebhookVerifier.of(VerificationKey.of(text)); // whsec_… or whpk_…
 *
 * VerifiedDelivery delivery = verifier.verify(request::getHeader, body); // or InvalidSignatureException: respond 401
 * }</pre>
 */
public final class WebhookVerifier {
    /** The tolerance that the specification's own libraries use. */
    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    private static final int MAX_TIMESTAMP_LENGTH = 15;

    private final List<VerificationKey> keys;
    private final Set<SignatureScheme> schemes;
    private final Clock clock;
    private final Duration tolerance;
    private final boolean lenientIds;

    WebhookVerifier(List<VerificationKey> keys, Clock clock, Duration tolerance, boolean lenientIds) {
        this.keys = keys;
        this.schemes = keys.stream().map(WebhookVerifier::schemeOf).collect(Collectors.toUnmodifiableSet());
        this.clock = clock;
        this.tolerance = tolerance;
        this.lenientIds = lenientIds;
    }

    /**
     * Returns a verifier with the defaults of a {@link #builder}, for one secret or public key.
     *
     * @throws NullPointerException if {@code key} is null
     */
    public static WebhookVerifier of(VerificationKey key) {
        return builder(List.of(requireNonNull(key, "key"))).build();
    }

    /**
     * Returns a builder of a verifier that trusts any of {@code keys}, secrets and public keys; several are active while one
     * is being replaced.
     *
     * @throws IllegalArgumentException if there is none
     * @throws NullPointerException if {@code keys} or one of them is null
     */
    public static WebhookVerifierBuilder builder(Collection<? extends VerificationKey> keys) {
        return new WebhookVerifierBuilder(List.copyOf(requireNonNull(keys, "keys")));
    }

    /**
     * Returns the delivery if it is authentic and fresh. The receiver has to recognise repeats itself, by {@link
     * VerifiedDelivery#id()}, for example with an inbox.
     *
     * @param header returns the value of a header, or null if the request does not have it. It is called once for each of
     *     the {@link WebhookHeaders}, with their lower-case names, and must find them in any letter case, as the requests
     *     of servlets, of Spring and of the JDK's server do. Of a header that the request has twice it may return either
     *     value, or both joined by a comma: what it returns is what is verified, and what the delivery shows. Between
     *     signatures, and behind the comma in one, may be blanks and commas, as proxies write them. What it throws is thrown
     *     to the caller
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
        if (!(lenientIds ? WebhookHeaders.isLenientId(id) : WebhookHeaders.isId(id))) {
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
        List<Candidate> candidates = SignatureList.read(signatures, schemes);
        if (candidates.isEmpty()) {
            throw new InvalidSignatureException(Reason.NO_KNOWN_SIGNATURE);
        }
        byte[][] content = {WebhookSecret.head(id, timestamp), body};
        boolean match = false;
        for (VerificationKey key : keys) {
            // No early exit: the duration must not reveal which secret or signature was close.
            match |= accepts(key, content, candidates);
        }
        if (!match) {
            throw new InvalidSignatureException(Reason.NO_MATCH);
        }
    }

    private static boolean accepts(VerificationKey key, byte[][] content, List<Candidate> candidates) {
        boolean match = false;
        WebhookPublicKey publicKey = publicKeyOf(key);
        if (publicKey != null) {
            for (Candidate candidate : candidates) {
                match |=
                        candidate.scheme() == SignatureScheme.V1A && publicKey.verifies(content, candidate.signature());
            }
            return match;
        }
        byte[] expected = ((WebhookSecret) key).signature(content);
        for (Candidate candidate : candidates) {
            match |= candidate.scheme() == SignatureScheme.V1
                    && MessageDigest.isEqual(expected, candidate.signature().getBytes(StandardCharsets.UTF_8));
        }
        return match;
    }

    private static SignatureScheme schemeOf(VerificationKey key) {
        return publicKeyOf(key) == null ? SignatureScheme.V1 : SignatureScheme.V1A;
    }

    private static @Nullable WebhookPublicKey publicKeyOf(VerificationKey key) {
        return key instanceof WebhookSecret secret ? secret.publicKey().orElse(null) : (WebhookPublicKey) key;
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
}
