package io.github.webhooks4j.signature;

/** What a receiver verifies with: the secret that it shares with the sender, or the sender's public key. */
public sealed interface VerificationKey permits WebhookSecret, WebhookPublicKey {
    /**
     * Reads a key in the text form in which senders hand it out: a public key if it begins with {@code whpk_}, otherwise a
     * secret.
     *
     * @throws IllegalArgumentException if it is neither, as {@link WebhookPublicKey#of} and {@link WebhookSecret#of} say; the
     *     message never shows it
     */
    static VerificationKey of(String text) {
        String stripped = text.strip();
        return stripped.startsWith(WebhookPublicKey.PREFIX)
                ? WebhookPublicKey.of(stripped)
                : WebhookSecret.of(stripped);
    }
}
