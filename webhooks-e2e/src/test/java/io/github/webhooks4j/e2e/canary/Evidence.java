package io.github.webhooks4j.e2e.canary;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** What a process discloses, as files in a directory: canaries, texts, and the files of its store. */
final class Evidence {
    private final Path directory;

    Evidence(Path directory) {
        this.directory = directory;
    }

    /** Notes a secret to look for. */
    void plant(Canary canary) {
        append("canaries", canary.line());
    }

    /** Notes what an application would log of {@code thing}. */
    void see(String what, Object thing) {
        append("texts", what + ": " + thing);
    }

    /** Notes an exception as a log shows it. */
    void see(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        append("texts", "exception: " + text);
    }

    void copyFiles(Path store, String name) throws IOException {
        Path copies = Files.createDirectories(directory.resolve("copies"));
        try (Stream<Path> files = Files.list(store.toAbsolutePath().getParent())) {
            for (Path file : files.toList()) {
                Files.copy(file, copies.resolve(name + "-" + file.getFileName()));
            }
        }
    }

    List<Canary> canaries() throws IOException {
        return Files.readAllLines(directory.resolve("canaries")).stream()
                .distinct()
                .map(Canary::ofLine)
                .toList();
    }

    String texts() throws IOException {
        return Files.readString(directory.resolve("texts"), StandardCharsets.ISO_8859_1);
    }

    List<Path> copies() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("copies"))) {
            return files.sorted().toList();
        }
    }

    private void append(String name, String line) {
        try {
            Files.writeString(
                    directory.resolve(name), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
