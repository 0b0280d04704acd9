package io.github.webhooks4j.benchmarks.scenario;

import picocli.CommandLine.Option;

/** How much is published beside a background load: at once, and then at a steady rate. */
public final class LoadOptions {
    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many new events, as fast as they go (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "For how many seconds at the steady rate (default: ${DEFAULT-VALUE}).")
    private int seconds;

    public int events() {
        return events;
    }

    public int seconds() {
        return seconds;
    }
}
