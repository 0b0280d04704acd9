package io.github.webhooks4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.RecordedCallback;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.testkit.TestReceiver;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process with Tomcat gets SIGTERM while it publishes, delivers and is called back. */
@Tag("e2e")
@Timeout(240)
class TerminationTest {
    private static final int CLIENTS = 4;
    private static final int PUSHES_BEFORE = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    /** Whether receivers hold their deliveries. */
    private final AtomicBoolean holding = new AtomicBoolean();

    private final AtomicInteger held = new AtomicInteger();
    private final List<Process> processes = new ArrayList<>();

    @Test
    void refuses_no_callback_and_loses_no_event() throws Exception {
        int port = freePort();
        try (TestReceiver ci = callingBack();
                TestReceiver deploy = callingBack()) {
            createWebhook(port, ci, deploy);

            Process first = start(port);
            Set<String> accepted;
            try (var load = new Load(port)) {
                accepted = load.accepted;
                Awaitility.await().atMost(PATIENCE).until(() -> accepted.size() >= PUSHES_BEFORE);
                holding.set(true);
                Awaitility.await().atMost(PATIENCE).until(() -> held.get() > 0);
                first.destroy();
                // It waits for its deliveries, and takes callbacks as long as it does.
                Awaitility.await().during(Duration.ofSeconds(1)).until(first::isAlive);
                holding.set(false);
                assertThat(first.waitFor(60, TimeUnit.SECONDS)).as(this::log).isTrue();
                assertThat(first.exitValue()).isEqualTo(128 + 15);
            }
            Process second = start(port);
            try {
                // One that was accepted while its response was lost is delivered too.
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> tags(deploy).containsAll(accepted)
                                && tags(deploy).equals(tags(ci)));
            } finally {
                second.destroy();
                assertThat(second.waitFor(60, TimeUnit.SECONDS)).as(this::log).isTrue();
            }

            assertThat(Stream.concat(ci.callbacks().stream(), deploy.callbacks().stream())
                            .filter(callback -> callback.status() != 200)
                            .map(RecordedCallback::body))
                    .isEmpty();
        }
    }

    @AfterEach
    void end_what_a_failed_test_has_left() {
        processes.forEach(Process::destroyForcibly);
    }

    /** A receiver that calls back before it responds, so that the node cannot have ended its attempt. */
    private TestReceiver callingBack() {
        TestReceiver receiver = TestReceiver.start();
        receiver.respondWith(delivery -> {
            if (holding.get()) {
                held.incrementAndGet();
                Awaitility.await().atMost(PATIENCE).until(() -> !holding.get());
            }
            return ReceiverResponse.of(200).withCallbacksBefore(Callback.success());
        });
        return receiver;
    }

    private static Set<String> tags(TestReceiver receiver) {
        return receiver.deliveries().stream()
                .map(delivery -> delivery.payload().pushData().tag())
                .collect(Collectors.toSet());
    }

    private void createWebhook(int port, TestReceiver ci, TestReceiver deploy) {
        try (SqliteStore store = SqliteStore.open(directory.resolve("hub.db"));
                WebhookEngine engine = WebhookEngine.builder(store, new ScriptedTransport())
                        .callbackBase(URI.create(callbacks(port)))
                        .build()) {
            engine.webhooks()
                    .create(WebhookDraft.builder("CI, then deploy", "acme/app", List.of(ci.url(), deploy.url()))
                            .build());
        }
    }

    private Process start(int port) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadedApplication.class.getName(),
                        "--server.port=" + port,
                        "--server.shutdown=graceful",
                        "--spring.main.web-application-type=servlet",
                        "--spring.datasource.url=jdbc:sqlite:" + directory.resolve("hub.db"),
                        "--webhooks.callback-base=" + callbacks(port),
                        "--webhooks.transport.allow-loopback=true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        processes.add(process);
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast(
                        "the process has ended",
                        () -> assertThat(process.isAlive()).as(this::log).isTrue())
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> client.send(
                                        HttpRequest.newBuilder(URI.create(callbacks(port)))
                                                .build(),
                                        BodyHandlers.discarding())
                                .statusCode()
                        < 500);
        return process;
    }

    private static String callbacks(int port) {
        return "http://127.0.0.1:" + port + "/webhooks/callbacks";
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Clients that publish one push after the other, until they find no server. */
    private final class Load implements AutoCloseable {
        private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        private final AtomicInteger numbers = new AtomicInteger();
        private final Set<String> accepted = ConcurrentHashMap.newKeySet();

        Load(int port) {
            for (int i = 0; i < CLIENTS; i++) {
                var unused = clients.submit(() -> publish(port));
            }
        }

        private Void publish(int port) throws IOException, InterruptedException {
            while (true) {
                String tag = "t" + numbers.incrementAndGet();
                int status = client.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/pushes?tag=" + tag))
                                        .timeout(Duration.ofSeconds(20))
                                        .POST(BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode();
                if (status == 200) {
                    accepted.add(tag);
                }
            }
        }

        @Override
        public void close() {
            clients.shutdownNow();
            Awaitility.await().atMost(PATIENCE).until(clients::isTerminated);
        }
    }
}
