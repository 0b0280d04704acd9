package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.run.Waiting;
import io.github.webhooks4j.benchmarks.webhooks4j.Product;
import io.github.webhooks4j.benchmarks.webhooks4j.StoreWork;
import io.github.webhooks4j.benchmarks.webhooks4j.Webhooks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A node in a separate process, which can be killed. It reads what it is and where its store is from its standard input (a
 * password does not belong on a command line). Either it is an engine, which processes what it finds there and prints {@code drained} when
 * nothing is left; or it only holds deliveries that it has published, and then prints {@code holding}. It ends with its standard
 * input.
 */
final class RecoveryNode implements AutoCloseable {
    private static final String DRAINED = "drained";
    private static final String HOLDING = "holding";
    private static final int NONE = 0;
    private static final int BATCH = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** For how long a node holds deliveries that it has only published. */
    static final Duration LEASE = Duration.ofSeconds(2);

    private final Process process;
    private final long startedAt;

    private RecoveryNode(Process process, long startedAt) {
        this.process = process;
        this.startedAt = startedAt;
    }

    /** Starts an engine on the store of a setup. */
    static RecoveryNode start(Product product, Setup setup) throws IOException, SQLException {
        return start(product, setup, NONE);
    }

    /** Starts a node that publishes events to one webhook, and holds their deliveries. */
    static RecoveryNode startHolding(Product product, Setup setup, int deliveries) throws IOException, SQLException {
        return start(product, setup, deliveries);
    }

    private static RecoveryNode start(Product product, Setup setup, int holding) throws IOException, SQLException {
        long now = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // sqlite-jdbc loads its native library.
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecoveryNode.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var address = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        address.println(product.name());
        if (product.isOnPostgres()) {
            PGSimpleDataSource source = setup.database().source().unwrap(PGSimpleDataSource.class);
            address.println(source.getURL());
            address.println(source.getUser());
            address.println(source.getPassword() == null ? "" : source.getPassword());
        }
        address.println(setup.directory());
        address.println(setup.inFlight());
        address.println(setup.destinations().get(0));
        address.println(holding);
        return new RecoveryNode(process, now);
    }

    /** Returns the number of the process. */
    long pid() {
        return process.pid();
    }

    /** Returns when it was started, of {@link System#nanoTime()}. */
    long startedAt() {
        return startedAt;
    }

    /** Kills the process, without a chance to do anything. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits until it has nothing left to do. */
    void awaitDrained() throws IOException {
        await(DRAINED);
    }

    /** Waits until it holds the deliveries. */
    void awaitHolding() throws IOException {
        await(HOLDING);
    }

    private void await(String word) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (!word.equals(line)) {
            throw new IllegalStateException("a node in another process must say " + word + ", said " + line);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Runs in the other process. */
    public static void main(String[] args) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Product product = product(in.readLine());
        var source = new PGSimpleDataSource();
        if (product.isOnPostgres()) {
            source.setUrl(in.readLine());
            source.setUser(in.readLine());
            source.setPassword(in.readLine());
        }
        Path directory = Path.of(in.readLine());
        int inFlight = Integer.parseInt(in.readLine());
        URI destination = URI.create(in.readLine());
        int holding = Integer.parseInt(in.readLine());
        var setup = new Setup(List.of(), directory, () -> source, inFlight, inFlight, Burst.DEADLINE);
        if (holding > NONE) {
            product.onStore(setup, store -> {
                var work = new StoreWork(store, 1, false, LEASE, destination, Jobs.body());
                for (int from = 0; from < holding; from += BATCH) {
                    work.hold(Math.min(BATCH, holding - from));
                }
                out.println(HOLDING);
                awaitEnd(in);
            });
            return;
        }
        try (Running running = product.start(setup)) {
            Waiting.until(PATIENCE, "what was due must be done, was not", running::isDrained);
            out.println(DRAINED);
            awaitEnd(in);
        }
    }

    private static Product product(String name) {
        for (Product product : Webhooks.all()) {
            if (product.name().equals(name)) {
                return product;
            }
        }
        throw new IllegalArgumentException("the name of a product of this library must be known, was " + name);
    }

    private static void awaitEnd(BufferedReader in) {
        try {
            while (in.readLine() != null) {
                // The parent process sends nothing more.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
