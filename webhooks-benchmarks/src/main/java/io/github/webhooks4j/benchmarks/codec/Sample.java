package io.github.webhooks4j.benchmarks.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The messages that are read and written: those of Docker's own documentation. */
final class Sample {
    private Sample() {}

    static byte[] payload() {
        return resource("/io/github/webhooks4j/benchmarks/payload.json");
    }

    static byte[] callback() {
        return resource("callback.json");
    }

    private static byte[] resource(String name) {
        try (InputStream stream = Sample.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " must be on the class path, is not");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
