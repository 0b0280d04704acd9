package io.github.webhooks4j.cli.demo;

import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.cli.io.Termination;
import io.github.webhooks4j.payload.InvalidPayloadException;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.spi.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code demo}: publishes one push to the chain CI → deploy and prints each step. Everything is real: a hub on SQLite, two
 * receivers, HTTP between them; only the work of the receivers is simulated.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes a push to a chain of two receivers, CI and deploy, and shows each step and the history.",
            "Exits with 0 when the chain ended as asked, 1 otherwise."
        })
public final class DemoCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--push",
            paramLabel = "FILE",
            description = "The push payload to publish; default: Docker Hub's documented example.")
    private @Nullable Path push;

    @Option(
            names = "--ci",
            paramLabel = "STATE",
            defaultValue = "success",
            converter = StateConverter.class,
            description = "How CI calls back: success, failure or error; default: success.")
    private CallbackState ci = CallbackState.SUCCESS;

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "The hub's SQLite file, kept afterwards; default: a temporary one.")
    private @Nullable Path store;

    @Option(
            names = "--stay",
            description = "Afterwards serve the console until it is terminated, and print a link to it.")
    private boolean stay;

    /** Creates it. */
    public DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        PushPayload payload = readPush();
        Path kept = store;
        if (kept != null) {
            return run(payload, kept, () -> {});
        }
        Path folder = temporaryFolder();
        try {
            return run(payload, folder.resolve("hub.db"), () -> delete(folder));
        } finally {
            delete(folder);
        }
    }

    private int run(PushPayload payload, Path file, Runnable cleaning) throws InterruptedException {
        try (var demo = Demo.open(file, ci, surroundings.out())) {
            boolean asExpected = demo.run(payload);
            if (stay) {
                surroundings.out().println("console on " + demo.openConsole(surroundings.random()));
                Runnable closing = demo::close;
                Termination.await(() -> {
                    closing.run();
                    cleaning.run();
                });
            }
            return asExpected ? 0 : 1;
        } catch (StoreException e) {
            throw CommandFailure.refused(String.valueOf(e.getMessage()));
        }
    }

    private PushPayload readPush() {
        Path file = push;
        try {
            return PushPayload.parse(file == null ? example() : Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw CommandFailure.refused("push file " + file + " must exist, but there is none");
        } catch (IOException e) {
            throw CommandFailure.refused("push file " + file + " cannot be read");
        } catch (InvalidPayloadException e) {
            throw CommandFailure.refused("push file " + file + " must be a push payload: " + e.getMessage());
        }
    }

    private static byte[] example() throws IOException {
        try (InputStream example = DemoCommand.class.getResourceAsStream("push.json")) {
            if (example == null) {
                throw new IllegalStateException("push.json is missing from the jar");
            }
            return example.readAllBytes();
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("webhooks-demo");
        } catch (IOException e) {
            throw CommandFailure.refused("no temporary directory could be created; name a file with --store");
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Accepts the wire values only. */
    static final class StateConverter implements ITypeConverter<CallbackState> {
        @Override
        public CallbackState convert(String word) {
            return CallbackState.fromCode(word)
                    .orElseThrow(
                            () -> new TypeConversionException("must be success, failure or error, was '" + word + "'"));
        }
    }
}
