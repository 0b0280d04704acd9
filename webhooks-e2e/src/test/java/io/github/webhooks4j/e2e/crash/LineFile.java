package io.github.webhooks4j.e2e.crash;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of lines that a process writes until it is killed. What it wrote is in the operating system, which survives. Thread-safe. */
final class LineFile implements AutoCloseable {
    private final FileOutputStream out;

    private LineFile(FileOutputStream out) {
        this.out = out;
    }

    static LineFile append(Path file) {
        try {
            return new LineFile(new FileOutputStream(file.toFile(), true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the complete lines; none if there is no such file. */
    static List<String> read(Path file) {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long size(Path file) {
        return file.toFile().length();
    }

    /** Writes a line in one call, so that after a kill it is there as a whole or not at all. */
    synchronized void write(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
