package io.github.webhooks4j.signature;

/** What a {@link WebhookSecret} consists of, by its scheme. Immutable and thread-safe. */
sealed interface SecretForm permits HmacSecret, KeyPairSecret {
    /** Returns what signs. */
    SignatureScheme scheme();

    /** Returns the text form. */
    String reveal();

    /** Returns the bytes of the text form; not a copy. */
    byte[] bytes();

    /** Returns the signature over the parts, one after another. */
    byte[] sign(byte[]... content);
}
