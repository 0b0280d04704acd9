package io.github.webhooks4j.benchmarks.receiver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A receiver in a process of its own. Confined to one thread. */
public final class ReceiverProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String END = "";

    private final Process process;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(1 << 16);
    private final List<Integer> ports;

    private ReceiverProcess(Process process) {
        this.process = process;
        var reader = new Thread(this::readLines, "receiver-lines");
        reader.setDaemon(true);
        reader.start();
        this.ports = Stream.of(answer("listening", PATIENCE).split(" "))
                .map(Integer::valueOf)
                .toList();
    }

    /** Starts one. */
    public static ReceiverProcess start() {
        try {
            return new ReceiverProcess(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-Xms256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Receiver.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the URL of a path.
     *
     * @param path such as {@code /ok/7}; what it does stands in {@link Behaviour}
     */
    public URI url(String path) {
        return url(0, path);
    }

    /**
     * Returns the URL of a path at one of its ports, so that destinations can be hosts of their own, as far as there are ports.
     *
     * @param destination from 0
     */
    public URI url(int destination, String path) {
        return URI.create("http://127.0.0.1:" + ports.get(destination % ports.size()) + path);
    }

    /** Returns the number of the process. */
    public long pid() {
        return process.pid();
    }

    /** Forgets what has arrived. */
    public void reset() {
        send("reset");
        answer("ok", PATIENCE);
    }

    /**
     * Waits until the given number of requests has arrived.
     *
     * @throws IllegalStateException if they have not after {@code patience}
     */
    public void await(int arrivals, Duration patience) {
        if (!isReached(arrivals, patience)) {
            throw new IllegalStateException(
                    "the receiver must get " + arrivals + " requests within " + patience + ", got fewer");
        }
    }

    /** Waits until the given number of requests has arrived; returns whether they have after {@code patience}. */
    public boolean isReached(int arrivals, Duration patience) {
        send("await " + arrivals);
        String line = poll(patience);
        if (line == null) {
            // Ends the waiting. The number may be reached just before that.
            send("count");
            line = nextLine(PATIENCE);
            if (line.startsWith("count")) {
                return false;
            }
            answer("count", PATIENCE);
        }
        following("reached", line);
        return true;
    }

    /** Returns how many requests wait for their response now. */
    public int held() {
        return count(1);
    }

    /** Returns how many requests were there that never get a response. */
    public int hung() {
        return count(2);
    }

    private int count(int place) {
        send("count");
        return Integer.parseInt(answer("count", PATIENCE).split(" ", -1)[place]);
    }

    /** Returns what has arrived, in order. */
    public List<Arrival> arrivals() {
        return list("dump");
    }

    /** Returns what has arrived, in order, and forgets it, so that each arrival is returned by one call. */
    public List<Arrival> take() {
        return list("take");
    }

    private List<Arrival> list(String command) {
        send(command);
        int count = Integer.parseInt(answer("arrivals", PATIENCE));
        var arrivals = new ArrayList<Arrival>(count);
        for (int i = 0; i < count; i++) {
            String line = nextLine(PATIENCE);
            int blank = line.indexOf(' ');
            arrivals.add(new Arrival(line.substring(0, blank), Long.parseLong(line.substring(blank + 1))));
        }
        return arrivals;
    }

    /** Ends the process. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void send(String command) {
        try {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the receiver must run, but it takes no commands any more", e);
        }
    }

    /** Returns what follows the word that the next line must begin with. */
    private String answer(String word, Duration patience) {
        return following(word, nextLine(patience));
    }

    private static String following(String word, String line) {
        if (!line.startsWith(word)) {
            throw new IllegalStateException("the receiver must print " + word + ", was " + line);
        }
        return line.substring(word.length()).trim();
    }

    private String nextLine(Duration patience) {
        String line = poll(patience);
        if (line == null) {
            throw new IllegalStateException("the receiver must print a line within " + patience + ", was silent");
        }
        return line;
    }

    private @Nullable String poll(Duration patience) {
        try {
            return lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the receiver was asked", e);
        }
    }

    private void readLines() {
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            String line;
            while ((line = in.readLine()) != null) {
                lines.put(line);
            }
            lines.put(END);
        } catch (IOException e) {
            // The process was ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
