package io.github.webhooks4j.benchmarks.codec;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import java.util.List;
import java.util.Locale;

/**
 * An implementation that reads, writes and signs.
 *
 * @param name its name
 * @param suffix what the names of its benchmarks end with
 * @param tuning its configuration
 */
record Codec(String name, String suffix, String tuning) implements Subject {
    /** This library, and the least code that could do the same. */
    static final List<Subject> ALL = List.of(
            new Codec("webhooks-core", "", "as it is: strict, with every rule of the wire"),
            new Codec(
                    "bare",
                    "Bare",
                    "Jackson databind out of the box on records with the same components, unknown fields kept; one Mac for"
                            + " the thread, initialised once, over the same bytes"));

    /** Returns the pattern that the names of its benchmarks match. */
    String benchmarks() {
        return "\\.codec\\.\\w+Benchmark\\.(parse|write|sign|verify)" + suffix + "$";
    }

    /** Returns the name of one of its benchmarks in tables, for example {@code payload_parse}. */
    String metric(String benchmark) {
        int method = benchmark.lastIndexOf('.');
        String type = benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1, method);
        return type.replace("Benchmark", "").toLowerCase(Locale.ROOT)
                + "_"
                + benchmark.substring(method + 1, benchmark.length() - suffix.length());
    }

    @Override
    public Running start(Setup setup) {
        throw new UnsupportedOperationException("a codec delivers nothing");
    }
}
