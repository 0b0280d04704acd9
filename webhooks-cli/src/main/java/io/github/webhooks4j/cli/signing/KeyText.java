package io.github.webhooks4j.cli.signing;

import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.InputFile;
import io.github.webhooks4j.signature.VerificationKey;
import io.github.webhooks4j.signature.WebhookSecret;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Reads the keys that an option names: as they are, or as {@code @FILE}, so that no list of processes shows them. */
public final class KeyText {
    private static final int MAX_FILE_BYTES = 4 << 10;

    private KeyText() {}

    /**
     * Returns secrets that sign.
     *
     * @throws CommandFailure if one is no secret, or its file cannot be read
     */
    static List<WebhookSecret> secrets(List<String> texts) {
        return texts.stream().map(text -> read(text, WebhookSecret::of)).toList();
    }

    /**
     * Returns secrets and public keys that verify.
     *
     * @throws CommandFailure if one is neither, or its file cannot be read
     */
    public static List<VerificationKey> keys(List<String> texts) {
        return texts.stream().map(text -> read(text, VerificationKey::of)).toList();
    }

    private static <K> K read(String text, Function<String, K> reader) {
        String key = text.startsWith("@") ? InputFile.text("secret", Path.of(text.substring(1)), MAX_FILE_BYTES) : text;
        try {
            return reader.apply(key);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.refused("--secret is not usable: " + e.getMessage());
        }
    }
}
