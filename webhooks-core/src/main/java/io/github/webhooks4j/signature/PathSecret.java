package io.github.webhooks4j.signature;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.signature.InvalidSignatureException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A secret in the path of a receiver's own URL, for senders that do not sign, such as Docker Hub itself: register {@code
 * https://ci.example.com/docker-hub/} and the text of {@link #reveal()}, and respond 404 where {@link #verify} throws. Immutable
 * and thread-safe; shows its content only to the caller of {@link #reveal()}.
 *
 * <pre>{@code
 * VerifiedDelivery delivery = secret.verify(request.getRequestURI(), body, PushPayload::deliveryKey);
 * }</pre>
 *
 * <p>It is weaker than a signature, so use {@link WebhookVerifier} wherever the sender signs:
 *
 * <ul>
 *   <li>Anyone who sees the URL can send anything in the sender's name, at any time: serve it by https only, keep paths out of the
 *       logs of servers and proxies, and replace it now and then. While it is replaced, take the old and the new one.
 *   <li>It covers neither the body nor the time. The content of the body, above all its {@code callback_url}, can be trusted
 *       only as far as the URL is secret.
 *   <li>There is no {@code webhook-id} by which to recognise a repeat: its id is made of something in the body.
 * </ul>
 */
public final class PathSecret {
    private static final int GENERATED_BYTES = 32;
    /** 22 characters of base64url hold 132 bits; 128 are the least. */
    private static final int MIN_LENGTH = 22;

    private static final int MAX_LENGTH = 128;

    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient byte[] text;

    private PathSecret(String text) {
        this.text = text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a secret that was generated before.
     *
     * @throws IllegalArgumentException if {@code text} is not 22 to 128 characters of {@code [A-Za-z0-9_-]}; the message never
     *     shows it
     */
    public static PathSecret of(String text) {
        if (text.length() < MIN_LENGTH
                || text.length() > MAX_LENGTH
                || !text.chars().allMatch(PathSecret::isBase64Url)) {
            throw new IllegalArgumentException("a path secret must be " + MIN_LENGTH + " to " + MAX_LENGTH
                    + " characters of [A-Za-z0-9_-], was " + text.length()
                    + " characters; generate one with PathSecret.generate()");
        }
        return new PathSecret(text);
    }

    /** Generates a secret of 256 bits, 43 characters, from a strong source. */
    public static PathSecret generate() {
        return generate(new SecureRandom());
    }

    /** Generates a secret of 256 bits from {@code random}, which must be a strong source outside of tests. */
    public static PathSecret generate(RandomGenerator random) {
        byte[] bytes = new byte[GENERATED_BYTES];
        random.nextBytes(bytes);
        return new PathSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Returns the text: the last segment of the URL to register with the sender, and to store with other secrets. */
    public String reveal() {
        return new String(text, StandardCharsets.US_ASCII);
    }

    /**
     * Returns whether the last segment of a request's path is this secret. The duration reveals nothing about the secret.
     *
     * @param path the path as received, neither decoded nor normalised, and without the query
     */
    public boolean matches(String path) {
        String segment = path.substring(path.lastIndexOf('/') + 1);
        return MessageDigest.isEqual(text, segment.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the delivery if it came to this secret. Its id is {@code sha256_} and the SHA-256, in hexadecimal digits, of
     * what {@code key} returns.
     *
     * @param path the path as received, neither decoded nor normalised, and without the query: of a servlet {@code
     *     getRequestURI}, not {@code getPathInfo}
     * @param body the raw bytes of the body
     * @param key returns what every repeat of the delivery has in common, and no other delivery of the sender has: for
     *     Docker Hub {@code PushPayload::deliveryKey}. It is called with {@code body} once the path is verified, before
     *     which nothing is parsed; what it throws is thrown to the caller
     * @throws InvalidSignatureException if the last segment of the path is not this secret
     * @throws IllegalArgumentException if {@code key} returns an empty text
     */
    public VerifiedDelivery verify(String path, byte[] body, Function<byte[], String> key) {
        requireNonNull(path, "path");
        requireNonNull(body, "body");
        requireNonNull(key, "key");
        if (!matches(path)) {
            throw new InvalidSignatureException(Reason.NO_PATH_SECRET);
        }
        String text = requireNonNull(key.apply(body), "what key returned");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the key of a delivery must not be empty");
        }
        return VerifiedDelivery.unsigned("sha256_" + HexFormat.of().formatHex(sha256(text)), body);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathSecret that && MessageDigest.isEqual(text, that.text);
    }

    /** The same for all: a hash of the secret would reveal part of it, and there are only a few secrets. */
    @Override
    public int hashCode() {
        return PathSecret.class.hashCode();
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "PathSecret[hidden]";
    }

    private static boolean isBase64Url(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
