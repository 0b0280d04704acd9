package io.github.webhooks4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as users run it; the phase package makes it. */
@Tag("e2e")
class CliJarTest {
    private static final Path JAR = Path.of("target", "webhooks.jar");

    @TempDir
    private Path folder;

    private record Ended(int exitCode, String out, String err) {}

    private Ended run(String... args) throws InterruptedException {
        assertThat(JAR).as("made by mvn -pl webhooks-cli -am package").exists();
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        command.addAll(List.of(args));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        try {
            int exitCode = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            return new Ended(exitCode, Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void signs_and_verifies_with_a_key_that_it_made() throws Exception {
        Path secret = Files.writeString(
                folder.resolve("secret.txt"), run("keygen", "secret").out());
        Path body = Files.write(folder.resolve("body.json"), "{\"ü\":1}".getBytes(StandardCharsets.UTF_8));
        Ended signed = run("sign", "--secret", "@" + secret, "--body", body.toString(), "--id", "m1");
        Path headers = Files.writeString(folder.resolve("headers.txt"), signed.out());

        Ended verified =
                run("verify", "--secret", "@" + secret, "--headers", headers.toString(), "--body", body.toString());

        assertThat(verified).isEqualTo(new Ended(0, "valid: m1\n", ""));
    }

    @Test
    void reads_a_store_and_writes_nothing_else() throws Exception {
        Path file = folder.resolve("hub.db");
        SqliteStore.open(file).close();

        Ended doctor = run("doctor", "--store", file.toString());

        assertThat(doctor.exitCode()).isZero();
        assertThat(doctor.out()).endsWith("cancelled: 0\nno problem found\n");
        assertThat(doctor.err()).isEmpty();
    }

    @Test
    void refuses_a_store_that_another_process_has_open() throws Exception {
        Path file = folder.resolve("hub.db");
        SqliteStore open = SqliteStore.open(file);

        Ended history = run("history", "--store", file.toString());

        assertThat(history)
                .isEqualTo(new Ended(
                        1,
                        "",
                        "error: the store file " + file.toRealPath()
                                + " is in use by another process; close that one first, or open another file\n"));
        open.close();
    }

    @Test
    void knows_the_driver_of_postgresql() throws Exception {
        Ended unreachable = run("history", "--postgres", "jdbc:postgresql://127.0.0.1:1/hub?user=hub");

        assertThat(unreachable.exitCode()).isEqualTo(3);
        assertThat(unreachable.err())
                .startsWith(
                        "error: the database cannot be reached; check the data source and whether the server runs: ");
    }
}
