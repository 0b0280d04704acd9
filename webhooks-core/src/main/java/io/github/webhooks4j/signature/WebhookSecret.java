package io.github.webhooks4j.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A signing secret (Standard Webhooks, "Signature scheme"): a key of 24 to 64 bytes that sender and receiver share ({@code
 * whsec_}, {@link SignatureScheme#V1}), or a sender's secret Ed25519 key ({@code whsk_}, {@link SignatureScheme#V1A}), of which
 * receivers get the {@linkplain #publicKey() public key} only. Immutable and thread-safe; shows its content only to the caller
 * of {@link #reveal()}, and is deliberately not serializable.
 */
public final class WebhookSecret implements VerificationKey {
    /** Some senders hand out their secrets with the version of the signatures in front. */
    private static final String VERSION = "v1,";

    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final int GENERATED_BYTES = 32;

    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient SecretForm form;
    private final boolean signing;

    private WebhookSecret(SecretForm form, boolean signing) {
        this.form = form;
        this.signing = signing;
    }

    /**
     * Reads a secret in its text form: base64 with {@code whsk_}, {@code whsec_} or nothing in front, and before that perhaps
     * {@code v1,}, as some senders hand it out; blanks around it are skipped.
     *
     * @throws IllegalArgumentException if the text is not base64 or not of 24 to 64 bytes, or after {@code whsk_} is no secret
     *     key; the message never shows it
     */
    public static WebhookSecret of(String text) {
        String stripped = text.strip();
        String unversioned = stripped.startsWith(VERSION) ? stripped.substring(VERSION.length()) : stripped;
        if (unversioned.startsWith(WebhookPublicKey.PREFIX)) {
            throw new IllegalArgumentException(
                    "a webhook secret must not be a public key (whpk_);" + " verify with WebhookPublicKey.of");
        }
        if (unversioned.startsWith(KeyPairSecret.PREFIX)) {
            return new WebhookSecret(
                    new KeyPairSecret(decoded(unversioned.substring(KeyPairSecret.PREFIX.length()))), true);
        }
        return shared(decoded(
                unversioned.startsWith(HmacSecret.PREFIX)
                        ? unversioned.substring(HmacSecret.PREFIX.length())
                        : unversioned));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // The cause would quote a character of the secret.
            throw new IllegalArgumentException("a webhook secret must be base64, with or without whsec_ in front;"
                    + " verify with WebhookSecret.ofBytes if the sender's secret is plain text");
        }
    }

    private static WebhookSecret shared(byte[] bytes) {
        if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a webhook secret must be " + MIN_BYTES + " to " + MAX_BYTES
                    + " bytes, was " + bytes.length
                    + " bytes; generate one with WebhookSecret.generate(), or verify with"
                    + " WebhookSecret.ofBytes what a sender has chosen");
        }
        return new WebhookSecret(new HmacSecret(bytes), true);
    }

    /**
     * Returns the secret of a sender that chose other bytes than this library would, for verifying only: a {@link
     * WebhookSigner} and a webhook refuse it. Of a secret that is plain text it is the text in UTF-8.
     *
     * @param bytes of any length but 0; copied
     * @throws IllegalArgumentException if there are none
     */
    public static WebhookSecret ofBytes(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a webhook secret must not be empty");
        }
        return new WebhookSecret(new HmacSecret(bytes.clone()), false);
    }

    /** Generates a shared secret of 32 bytes from a strong source. */
    public static WebhookSecret generate() {
        return generate(new SecureRandom());
    }

    /** Generates a shared secret of 32 bytes from {@code random}, which must be a strong source outside of tests. */
    public static WebhookSecret generate(RandomGenerator random) {
        return generate(SignatureScheme.V1, random);
    }

    /** Generates a secret of a scheme from a strong source. */
    public static WebhookSecret generate(SignatureScheme scheme) {
        return generate(scheme, new SecureRandom());
    }

    /** Generates a secret of a scheme from {@code random}, which must be a strong source outside of tests. */
    public static WebhookSecret generate(SignatureScheme scheme, RandomGenerator random) {
        byte[] bytes = new byte[GENERATED_BYTES];
        random.nextBytes(bytes);
        SecretForm form = scheme == SignatureScheme.V1 ? new HmacSecret(bytes) : new KeyPairSecret(bytes);
        return new WebhookSecret(form, true);
    }

    /** Returns the version of the signatures that it makes. */
    public SignatureScheme scheme() {
        return form.scheme();
    }

    /** Returns whether it may sign: false for one that was made by {@link #ofBytes}. */
    public boolean canSign() {
        return signing;
    }

    /** Returns the public key, to show to receivers; empty for a shared secret. */
    public Optional<WebhookPublicKey> publicKey() {
        return form instanceof KeyPairSecret pair ? Optional.of(pair.publicKey()) : Optional.empty();
    }

    /**
     * Returns the text form, {@code whsec_…} or {@code whsk_…}: to store with other secrets. The receiver gets a shared secret
     * once, and never the other one.
     */
    public String reveal() {
        return form.reveal();
    }

    /** Returns the scheme, a comma, and the base64 of the signature over {@code id.timestamp.body}. */
    String sign(String id, String timestamp, byte[] body) {
        return scheme().code() + ',' + new String(signature(head(id, timestamp), body), StandardCharsets.ISO_8859_1);
    }

    /** Returns the base64, in ASCII, of the signature over the parts, one after another. */
    byte[] signature(byte[]... content) {
        return Base64.getEncoder().encode(form.sign(content));
    }

    /** Returns what is signed before the body. */
    static byte[] head(String id, String timestamp) {
        return (id + '.' + timestamp + '.').getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookSecret that
                && scheme() == that.scheme()
                && signing == that.signing
                && MessageDigest.isEqual(form.bytes(), that.form.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(form.bytes());
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "WebhookSecret[hidden]";
    }
}
