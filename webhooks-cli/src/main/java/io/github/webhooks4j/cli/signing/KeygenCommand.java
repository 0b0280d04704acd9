package io.github.webhooks4j.cli.signing;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.signature.PathSecret;
import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.signature.WebhookSecret;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keygen}: prints a new key. */
@Command(name = "keygen", mixinStandardHelpOptions = true, description = "Prints a new key, and stores nothing.")
public final class KeygenCommand implements Callable<Integer> {
    private static final int STORE_KEY_BYTES = 32;

    /** What a key is for; the constants are the words of the command line. */
    enum Kind {
        secret,
        ed25519,
        path,
        store
    }

    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "KIND",
            description = {
                "secret: a secret that sender and receiver share (whsec_);",
                "ed25519: a pair, of which receivers get the public key (whsk_, whpk_);",
                "path: a secret in the path of a receiver's own URL;",
                "store: a key that encrypts the secrets in a store, in base64."
            })
    private @Nullable Kind kind;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Creates it. */
    public KeygenCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Map<String, String> keys = generate(requireNonNull(kind, "KIND"), surroundings.random());
        if (json) {
            surroundings.out().println(JsonText.of(keys));
        } else if (keys.size() == 1) {
            keys.values().forEach(surroundings.out()::println);
        } else {
            keys.forEach((name, key) -> surroundings.out().println(name + ": " + key));
        }
        return 0;
    }

    private static Map<String, String> generate(Kind kind, RandomGenerator random) {
        return switch (kind) {
            case secret -> Map.of("secret", WebhookSecret.generate(random).reveal());
            case path -> Map.of("path", PathSecret.generate(random).reveal());
            case store -> {
                byte[] bytes = new byte[STORE_KEY_BYTES];
                random.nextBytes(bytes);
                yield Map.of("store", Base64.getEncoder().encodeToString(bytes));
            }
            case ed25519 -> {
                WebhookSecret pair = WebhookSecret.generate(SignatureScheme.V1A, random);
                var keys = new LinkedHashMap<String, String>();
                keys.put("secret", pair.reveal());
                keys.put("public", pair.publicKey().orElseThrow().text());
                yield keys;
            }
        };
    }
}
