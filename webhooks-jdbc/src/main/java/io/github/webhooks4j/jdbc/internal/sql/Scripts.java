package io.github.webhooks4j.jdbc.internal.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** SQL scripts of the library. Without state. */
public final class Scripts {
    private Scripts() {}

    /**
     * Reads a script to its end and closes it.
     *
     * @param script what {@link Class#getResourceAsStream} returned; the module that has the script must ask for it
     * @param name the name of the script
     * @throws IllegalStateException if there is no such script
     */
    public static String read(@Nullable InputStream script, String name) {
        if (script == null) {
            throw new IllegalStateException("the library's jar lacks " + name);
        }
        try (script) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
