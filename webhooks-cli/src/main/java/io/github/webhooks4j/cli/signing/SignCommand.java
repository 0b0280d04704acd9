package io.github.webhooks4j.cli.signing;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.cli.io.InputFile;
import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.delivery.Header;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sign}: prints the headers that sign a body. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        description = "Prints the headers that sign a body, in the form that verify reads.")
public final class SignCommand implements Callable<Integer> {
    static final int MAX_BODY_BYTES = 16 << 20;

    private final Surroundings surroundings;

    @Option(
            names = "--secret",
            paramLabel = "SECRET|@FILE",
            required = true,
            description = "A secret, whsec_ or whsk_, or the file that holds it; may be given several times.")
    private transient List<String> secrets = List.of();

    @Option(names = "--body", paramLabel = "FILE", required = true, description = "The exact bytes of the body.")
    private @Nullable Path body;

    @Option(names = "--id", paramLabel = "ID", description = "The webhook-id; default: a new one.")
    private @Nullable String id;

    @Option(names = "--at", paramLabel = "TIME", description = "When it is signed, as in ISO 8601; default: now.")
    private @Nullable Instant at;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Creates it. */
    public SignCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<Header> headers = SignedRequest.headers(
                KeyText.secrets(secrets),
                id == null ? SignedRequest.newId(surroundings.random()) : id,
                at == null ? surroundings.clock().instant() : at,
                InputFile.bytes("body", requireNonNull(body, "--body"), MAX_BODY_BYTES));
        if (json) {
            var fields = new LinkedHashMap<String, String>();
            headers.forEach(header -> fields.put(header.name(), header.value()));
            surroundings.out().println(JsonText.of(fields));
        } else {
            headers.forEach(header -> surroundings.out().println(header.name() + ": " + header.value()));
        }
        return 0;
    }
}
