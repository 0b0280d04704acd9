package io.github.webhooks4j.benchmarks.run;

import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.receiver.ReceiverProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What all rounds of a run share: the receiver, the PostgreSQL server, a directory. Confined to one thread. */
public final class Stage implements AutoCloseable {
    private final Path directory;
    private final ReceiverProcess receiver;
    private final Databases databases;
    private final CpuMeter cpu = CpuMeter.start();
    private final JvmCpu receiverCpu;
    private Consumer<Map<String, Double>> samples = sample -> {};
    private int rounds;

    private Stage(Path directory, ReceiverProcess receiver, Databases databases) {
        this.directory = directory;
        this.receiver = receiver;
        this.databases = databases;
        this.receiverCpu = cpu.watch(receiver.pid());
    }

    /**
     * Opens a stage.
     *
     * @param postgres the JDBC URL of a PostgreSQL server; null to start one for this run, if any subject needs it
     * @throws IllegalArgumentException if there is no such server
     */
    public static Stage open(@Nullable String postgres) {
        try {
            Databases given = postgres == null ? null : Databases.of(postgres);
            Path directory = Files.createTempDirectory("webhooks-benchmarks");
            Databases databases = given == null ? Databases.in(directory.resolve("postgresql")) : given;
            return new Stage(directory, ReceiverProcess.start(), databases);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the receiver. */
    public ReceiverProcess receiver() {
        return receiver;
    }

    /** Returns the PostgreSQL server. */
    public Databases databases() {
        return databases;
    }

    /** Returns the CPU times of the JVMs that take part. */
    public CpuMeter cpu() {
        return cpu;
    }

    /** Adds a sample of the course of the present round to the report: values by name. */
    public void sample(Map<String, Double> sample) {
        samples.accept(sample);
    }

    /** Sets what receives the samples from now on. */
    void collect(Consumer<Map<String, Double>> samples) {
        this.samples = samples;
    }

    /** Returns the CPU time of the receiver's process. */
    JvmCpu receiverCpu() {
        return receiverCpu;
    }

    /**
     * Resets the receiver, and sets up a subject with an empty directory and an empty database.
     *
     * @param paths the receiver's paths to send to, such as {@code /ok}; each is a destination with a port of its own
     */
    public Setup next(List<String> paths, int inFlightPerDestination, int inFlight, Duration deadline) {
        try {
            deleteRounds();
            receiver.reset();
            Path own = Files.createDirectory(directory.resolve("round-" + ++rounds));
            List<URI> urls = IntStream.range(0, paths.size())
                    .mapToObj(i -> receiver.url(i, paths.get(i)))
                    .toList();
            return new Setup(urls, own, databases.next(), inFlightPerDestination, inFlight, deadline);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cpu.close();
        receiver.close();
        databases.close();
        delete(directory);
    }

    private void deleteRounds() {
        if (rounds > 0) {
            delete(directory.resolve("round-" + rounds));
        }
    }

    private static void delete(Path tree) {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
