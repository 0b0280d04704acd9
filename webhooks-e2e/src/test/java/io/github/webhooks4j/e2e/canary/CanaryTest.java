package io.github.webhooks4j.e2e.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plants secrets wherever an application may have them, runs the scenario, and searches all its output and files for them. */
@Tag("e2e")
@Timeout(180)
class CanaryTest {
    @TempDir
    private Path directory;

    @Test
    void no_secret_is_found_in_logs_texts_or_the_files_of_a_store_with_a_key() throws Exception {
        Evidence evidence = run("key");

        assertThat(found(evidence.canaries(), directory.resolve("log"))).isEmpty();
        assertThat(found(evidence.canaries(), directory.resolve("texts"))).isEmpty();
        assertThat(evidence.copies()).hasSizeGreaterThan(6);
        for (Path copy : evidence.copies()) {
            assertThat(found(evidence.canaries(), copy)).as(copy.toString()).isEmpty();
        }
    }

    @Test
    void without_a_key_they_are_found_in_the_files_and_only_there() throws Exception {
        Evidence evidence = run("plain");

        assertThat(found(evidence.canaries(), directory.resolve("log"))).isEmpty();
        assertThat(found(evidence.canaries(), directory.resolve("texts"))).isEmpty();
        assertThat(found(evidence.canaries(), directory.resolve("copies").resolve("closed-store.db")))
                .contains(
                        "user",
                        "password",
                        "path of a destination",
                        "query of a destination",
                        "header",
                        "signing secret",
                        "deployment key")
                .doesNotContain("mac of a callback URL");
    }

    @Test
    void a_secret_is_found_in_every_form() {
        var canary = new Canary("key", HexFormat.of().parseHex("00fb10ff"));

        assertThat(List.of(
                        "a 00fb10ff", "A 00FB10FF", "x APsQ/w==", "x APsQ_w", "%00%FB%10%FF", "\0\u00fb\u0010\u00ff"))
                .allSatisfy(content -> assertThat(canary.isIn(content)).isTrue());
        assertThat(canary.isIn("00fb10fe")).isFalse();
    }

    /** Runs the scenario in a process of its own: log levels hold for a whole one. */
    private Evidence run(String key) throws IOException, InterruptedException {
        Path store = Files.createDirectory(directory.resolve("store")).resolve("store.db");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        "-Dorg.slf4j.simpleLogger.log.io.github.webhooks4j.engine=trace",
                        "-Dorg.slf4j.simpleLogger.log.io.github.webhooks4j.jdbc=trace",
                        "-Dorg.slf4j.simpleLogger.log.io.github.webhooks4j.sqlite=trace",
                        "-Dorg.slf4j.simpleLogger.showThreadName=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CanaryScenario.class.getName(),
                        directory.toString(),
                        store.toString(),
                        key)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        int exit = process.waitFor();
        List<String> log = Files.readAllLines(directory.resolve("log"));
        assertThat(exit)
                .as(() -> String.join("\n", log.subList(Math.max(0, log.size() - 40), log.size())))
                .isZero();
        assertThat(log)
                .anyMatch(line -> line.contains("INFO WebhookEngine"))
                .anyMatch(line -> line.contains(" TRACE "))
                .anyMatch(line -> line.contains("okhttp3"));
        return new Evidence(directory);
    }

    private static List<String> found(List<Canary> canaries, Path file) throws IOException {
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        var found = new ArrayList<String>();
        for (Canary canary : canaries) {
            if (canary.isIn(content)) {
                found.add(canary.name());
            }
        }
        return found;
    }
}
