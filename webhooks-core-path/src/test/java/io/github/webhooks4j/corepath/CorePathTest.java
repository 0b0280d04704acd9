package io.github.webhooks4j.corepath;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.testkit.TestReceiver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an application gets that has an engine, a transport and both stores; the build writes it to a file. */
class CorePathTest {
    private static final Path CORE_PATH = Path.of("target", "core-path");
    private static final String APPLICATION = Path.of("target", "classes").toString();
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final String MAIN = PlainApplication.class.getName();

    @TempDir
    private Path directory;

    @Test
    void has_exactly_these_jars_of_others() throws IOException {
        assertThat(entries())
                .filteredOn(entry -> entry.endsWith(".jar"))
                .extracting(entry -> Path.of(entry).getFileName().toString().replaceAll("-\\d.*", ""))
                .filteredOn(jar -> !jar.startsWith("webhooks-"))
                .containsExactlyInAnyOrder(
                        "annotations", // of Kotlin
                        "checker-qual", // of the PostgreSQL driver
                        "jackson-annotations",
                        "jackson-core",
                        "jackson-databind",
                        "jspecify",
                        "kotlin-stdlib",
                        "okhttp-jvm",
                        "okio-jvm",
                        "postgresql",
                        "slf4j-api",
                        "sqlite-jdbc");
    }

    @Test
    @Tag("e2e")
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void delivers_on_the_class_path() throws Exception {
        assertThat(run("-cp", APPLICATION + File.pathSeparator + path(), MAIN))
                .endsWith("PostgresStore could be the store too\n");
    }

    @Test
    @Tag("e2e")
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void delivers_on_the_module_path() throws Exception {
        assertThat(run("-p", APPLICATION + File.pathSeparator + path(), "-m", "io.github.webhooks4j.corepath/" + MAIN))
                .endsWith("PostgresStore could be the store too\n");
    }

    /** Runs the application until its receiver has the event, and returns what it printed. */
    private String run(String... arguments) throws Exception {
        try (TestReceiver receiver = TestReceiver.start()) {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(arguments));
            command.add(directory.resolve("webhooks.db").toString());
            command.add(receiver.url());
            Path output = directory.resolve("output");
            Process application = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                receiver.awaitDeliveries(1, TIMEOUT);
                application.getOutputStream().close();
                assertThat(application.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(application.exitValue()).isZero();
            } catch (AssertionError e) {
                throw new AssertionError("the application printed: " + Files.readString(output), e);
            } finally {
                application.destroyForcibly();
            }
            return Files.readString(output);
        }
    }

    private static String path() throws IOException {
        return String.join(File.pathSeparator, entries());
    }

    private static List<String> entries() throws IOException {
        return List.of(Files.readString(CORE_PATH).strip().split(File.pathSeparator));
    }
}
