package io.github.webhooks4j.cli.signing;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.ExitCode;
import io.github.webhooks4j.cli.io.InputFile;
import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.signature.InvalidSignatureException;
import io.github.webhooks4j.signature.WebhookVerifier;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code verify}: reports whether a request is signed, and why not. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Verifies a stored request as a receiver does; exits with 0 if it is valid, with 1 and the reason"
                + " if not.")
public final class VerifyCommand implements Callable<Integer> {
    private static final int MAX_HEADER_BYTES = 64 << 10;

    private final Surroundings surroundings;

    @Option(
            names = "--secret",
            paramLabel = "KEY|@FILE",
            required = true,
            description = "A secret or public key, whsec_, whsk_ or whpk_, or the file that holds it; may be given"
                    + " several times.")
    private transient List<String> secrets = List.of();

    @Option(
            names = "--headers",
            paramLabel = "FILE",
            required = true,
            description = "The request's headers, one \"name: value\" a line; others than the signature's are ignored.")
    private @Nullable Path headers;

    @Option(names = "--body", paramLabel = "FILE", required = true, description = "The exact bytes of the body.")
    private @Nullable Path body;

    @Option(names = "--at", paramLabel = "TIME", description = "When it arrived, as in ISO 8601; default: now.")
    private @Nullable Instant at;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Creates it. */
    public VerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Clock clock = at == null ? surroundings.clock() : Clock.fixed(at, ZoneOffset.UTC);
        WebhookVerifier verifier =
                WebhookVerifier.builder(KeyText.keys(secrets)).clock(clock).build();
        Map<String, String> lines =
                parse(InputFile.text("headers", requireNonNull(headers, "--headers"), MAX_HEADER_BYTES));
        byte[] bytes = InputFile.bytes("body", requireNonNull(body, "--body"), SignCommand.MAX_BODY_BYTES);
        var result = new LinkedHashMap<String, Object>();
        String sentence;
        try {
            String id = verifier.verify(lines::get, bytes).id();
            result.put("valid", true);
            result.put("id", id);
            sentence = "valid: " + id;
        } catch (InvalidSignatureException e) {
            String reason = SignatureReasons.sentence(e.reason());
            result.put("valid", false);
            result.put("reason", e.reason().name().toLowerCase(Locale.ROOT));
            result.put("sentence", reason);
            sentence = "not valid: " + reason;
        }
        surroundings.out().println(json ? JsonText.of(result) : sentence);
        return (Boolean.TRUE.equals(result.get("valid")) ? ExitCode.DONE : ExitCode.REFUSED).code();
    }

    /** Returns the headers, several of one name joined by a comma. */
    private static Map<String, String> parse(String text) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.merge(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip(),
                        (first, next) -> first + "," + next);
            } else if (!line.isEmpty()) {
                // Not quoted: it may be a secret that stands in the wrong file.
                throw CommandFailure.refused("line " + (i + 1)
                        + " of the headers file must be \"name: value\", but has no colon behind a name");
            }
        }
        return headers;
    }
}
