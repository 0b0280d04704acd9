package io.github.webhooks4j.cli.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the files that a command line names. */
public final class InputFile {
    private InputFile() {}

    /**
     * Returns what a file holds.
     *
     * @param what what the file is, for messages
     * @throws CommandFailure if there is no such file, it cannot be read, or it is longer than {@code max} bytes
     */
    public static byte[] bytes(String what, Path file, int max) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(max + 1);
            if (bytes.length > max) {
                throw CommandFailure.refused(
                        "the " + what + " file " + file + " must be at most " + max + " bytes, and is longer");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw CommandFailure.refused("the " + what + " file " + file + " must exist, but there is none");
        } catch (IOException e) {
            throw CommandFailure.refused("the " + what + " file " + file + " could not be read: " + e.getMessage());
        }
    }

    /**
     * Returns the text of a file in UTF-8.
     *
     * @throws CommandFailure as {@link #bytes} does
     */
    public static String text(String what, Path file, int max) {
        return new String(bytes(what, file, max), StandardCharsets.UTF_8);
    }
}
