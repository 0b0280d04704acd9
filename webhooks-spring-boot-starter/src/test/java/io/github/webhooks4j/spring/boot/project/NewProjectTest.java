package io.github.webhooks4j.spring.boot.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.TestReceiver;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service that {@code webhooks new --spring} writes, in a process of its own. */
@Tag("e2e")
class NewProjectTest {
    private static final Path TEMPLATES =
            Path.of("../webhooks-cli/src/main/resources/io/github/webhooks4j/cli/project/spring");

    /** What the tests of the starter have beside it. */
    private static final Pattern OTHERS = Pattern.compile("security|webflux|reactor|hibernate|^test-classes$");

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void compiles_delivers_and_shows_itself_in_health_meters_and_console() throws Exception {
        Path classes = compile();
        int port = freePort();
        try (TestReceiver receiver = TestReceiver.start()) {
            Process service = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classes + File.pathSeparator + classPath(),
                            "com.example.App",
                            "--server.port=" + port,
                            "--hook.url=" + receiver.url())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("out.txt").toFile())
                    .start();
            try {
                String base = "http://127.0.0.1:" + port;
                Awaitility.await()
                        .atMost(Duration.ofSeconds(90))
                        .until(() -> !service.isAlive() || isReady(base + "/actuator/health"));
                assertThat(service.isAlive()).as(out()).isTrue();

                String placed = exchange(HttpRequest.newBuilder(URI.create(base + "/orders"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("item=book")));

                RecordedDelivery delivery =
                        receiver.awaitDeliveries(1, Duration.ofSeconds(30)).get(0);
                assertThat(delivery.header("webhook-type")).contains("order.placed");
                assertThat(delivery.text()).contains("\"item\":\"book\"");
                assertThat(placed).matches("\\[\"/webhooks/console/chains/chn_[a-z0-9_]+\"]");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> get(base + placed.substring(2, placed.length() - 2))
                                .contains("It is complete."));
                assertThat(get(base + "/actuator/health")).contains("\"webhooks\":{", "\"phase\":\"delivering\"");
                assertThat(get(base + "/actuator/metrics/webhooks.attempts"))
                        .contains("\"statistic\":\"COUNT\",\"value\":1");
            } finally {
                service.destroy();
                assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private Path compile() throws IOException {
        Path sources = Files.createDirectory(directory.resolve("sources"));
        Path classes = Files.createDirectory(directory.resolve("classes"));
        for (String source : new String[] {"App.java", "Orders.java"}) {
            Files.writeString(sources.resolve(source), template(source));
        }
        Files.writeString(classes.resolve("application.properties"), template("application.properties"));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        InputStream.nullInputStream(),
                        null,
                        null,
                        "-parameters",
                        "-cp",
                        classPath(),
                        "-d",
                        classes.toString(),
                        sources.resolve("App.java").toString(),
                        sources.resolve("Orders.java").toString());
        assertThat(compiled).isZero();
        return classes;
    }

    private static String template(String name) throws IOException {
        return Files.readString(TEMPLATES.resolve(name + ".txt")).replace("@name@", "my-hub");
    }

    /** That of this test, without the starters that the project does not have. */
    private static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry ->
                        !OTHERS.matcher(Path.of(entry).getFileName().toString()).find())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private boolean isReady(String health) {
        try {
            return get(health).contains("\"status\":\"UP\"");
        } catch (IOException e) {
            return false;
        }
    }

    private String get(String url) throws IOException {
        return exchange(HttpRequest.newBuilder(URI.create(url)));
    }

    private String exchange(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private String out() throws IOException {
        return Files.readString(directory.resolve("out.txt"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
