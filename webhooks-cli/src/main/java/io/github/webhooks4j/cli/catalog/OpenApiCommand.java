package io.github.webhooks4j.cli.catalog;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.catalog.CatalogDifference;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.ExitCode;
import io.github.webhooks4j.cli.io.InputFile;
import io.github.webhooks4j.cli.io.Printable;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.openapi.ApiInfo;
import io.github.webhooks4j.openapi.OpenApi;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code openapi}: reads the event types of an OpenAPI document, compares two, or writes one. */
@Command(
        name = "openapi",
        mixinStandardHelpOptions = true,
        description = {
            "Reads the event types of an OpenAPI document, from its section webhooks or x-webhooks, and lists them.",
            "With --compare it lists what differs from an earlier document, and exits with 1 if anything does; with"
                    + " --write it writes the document that the library makes of them."
        })
public final class OpenApiCommand implements Callable<Integer> {
    private static final int MAX_BYTES = 32 << 20;

    private final Surroundings surroundings;

    @Parameters(index = "0", paramLabel = "FILE", description = "The document, as JSON.")
    private @Nullable Path file;

    @Option(names = "--compare", paramLabel = "EARLIER", description = "An earlier document to compare it with.")
    private @Nullable Path earlier;

    @Option(names = "--write", description = "Write an OpenAPI 3.1 document instead of a list.")
    private boolean write;

    @Option(names = "--title", paramLabel = "TEXT", description = "The title of the document that is written.")
    private String title = "Webhooks";

    @Option(names = "--api-version", paramLabel = "TEXT", description = "The version of the document that is written.")
    private String apiVersion = "1";

    @Option(names = "--callbacks", description = "Describe callbacks in the document that is written.")
    private boolean callbacks;

    @Option(names = "--hidden", description = "List or write hidden types too.")
    private boolean hidden;

    /** Creates it. */
    public OpenApiCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (earlier != null && write) {
            throw CommandFailure.usage("--compare and --write must not be given together");
        }
        EventCatalog catalog = read(requireNonNull(file, "FILE"));
        if (write) {
            surroundings.out().println(document(catalog).toJson());
        } else if (earlier != null) {
            return compare(CatalogDifference.between(read(earlier), catalog));
        } else {
            catalog.types().stream().filter(type -> hidden || !type.hidden()).forEach(this::print);
        }
        return ExitCode.DONE.code();
    }

    private static EventCatalog read(Path file) {
        return OpenApi.read(InputFile.bytes("OpenAPI", file, MAX_BYTES));
    }

    private OpenApi document(EventCatalog catalog) {
        try {
            OpenApi document = OpenApi.of(catalog, new ApiInfo(title, apiVersion));
            OpenApi described = callbacks ? document.withCallbacks() : document;
            return hidden ? described.withHidden() : described;
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(requireNonNull(e.getMessage(), "message"));
        }
    }

    private int compare(CatalogDifference difference) {
        print("added", difference.added());
        print("changed", difference.changed());
        print("missing", difference.missing());
        if (difference.isEmpty()) {
            surroundings.out().println("The event types are the same.");
            return ExitCode.DONE.code();
        }
        return ExitCode.REFUSED.code();
    }

    private void print(String what, List<String> names) {
        names.forEach(name -> surroundings.out().println(what + " " + name));
    }

    private void print(EventType type) {
        PrintWriter out = surroundings.out();
        out.print(type.name());
        if (type.title() != null) {
            out.print(" - " + Printable.of(type.title()));
        }
        if (type.deprecated() != null) {
            out.print(" (deprecated: " + Printable.of(type.deprecated()) + ")");
        }
        out.println(type.hidden() ? " (hidden)" : "");
    }
}
