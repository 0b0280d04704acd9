package io.github.webhooks4j.e2e.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link CrashNode} as its master sees it. Thread-safe, but for {@link #ask}, which one thread uses. */
final class NodeProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final NodeOptions options;
    private final Process process;
    private final Writer in;
    private final BlockingQueue<String> responses = new LinkedBlockingQueue<>();
    private volatile @Nullable URI url;

    private NodeProcess(NodeOptions options, Process process) {
        this.options = options;
        this.process = process;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a node, and does not wait for it. */
    static NodeProcess start(NodeOptions options) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A process that lives for seconds gains nothing from the optimising compiler.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Xmx192m");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(CrashNode.class.getName());
        command.addAll(options.toArguments());
        Process process = new ProcessBuilder(command)
                .redirectError(Redirect.to(options.log().toFile()))
                .start();
        var node = new NodeProcess(options, process);
        var reader = new Thread(node::listen, options.name() + "-output");
        reader.setDaemon(true);
        reader.start();
        return node;
    }

    private void listen() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(CrashNode.READY)) {
                    url = URI.create(line.substring(CrashNode.READY.length()));
                } else {
                    responses.add(line);
                }
            }
        } catch (IOException e) {
            // It was killed.
        }
    }

    String name() {
        return options.name();
    }

    NodeOptions options() {
        return options;
    }

    /** Returns where it serves; empty until it does. */
    Optional<URI> url() {
        return Optional.ofNullable(url);
    }

    boolean isReady() {
        return url != null;
    }

    /** Returns whether it ended without a command. */
    boolean isBroken() {
        return !process.isAlive();
    }

    /** Sends a command and returns the response. */
    String ask(String command) {
        try {
            in.write(command + "\n");
            in.flush();
            String response = responses.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (response == null) {
                throw new AssertionError(this + " did not respond to " + command);
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(this + " does not accept " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills it with SIGKILL, and returns once it is dead. */
    void kill() throws InterruptedException {
        // Not destroyForcibly() of the process itself, which would also discard unread output.
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Kills it and does not wait for that. */
    void destroy() {
        process.destroyForcibly();
    }

    /** Pauses its threads, with SIGSTOP. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Resumes them. */
    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException(this + " did not accept " + signal);
        }
    }

    /** Ends it as an application would, and returns its exit code. */
    int end() throws IOException, InterruptedException {
        in.write(CrashNode.CLOSE + "\n");
        in.flush();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(this + " did not end");
        }
        return process.exitValue();
    }

    @Override
    public String toString() {
        return "node " + name() + ", whose log is " + options.log() + ",";
    }
}
