package io.github.webhooks4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The hub as a process of its own, as its users start it. */
final class HubProcess implements AutoCloseable {
    private static final String READY = "ready on ";
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final BufferedReader out;
    private final URI url;

    private HubProcess(Process process, BufferedReader out, URI url) {
        this.process = process;
        this.out = out;
        this.url = url;
    }

    static HubProcess start(Path store, String... options) throws IOException {
        Process process =
                builder(store, options).redirectError(Redirect.DISCARD).start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        assertThat(line).startsWith(READY);
        return new HubProcess(process, out, URI.create(line.substring(READY.length())));
    }

    static ProcessBuilder builder(Path store, String... options) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port",
                "0",
                "--store",
                store.toString(),
                "--allow-loopback"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command);
    }

    /** Returns the next line that it prints. */
    String line() throws IOException {
        return out.readLine();
    }

    HubClient client() {
        return new HubClient(url);
    }

    /** Kills it with SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it with SIGTERM and returns its exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
