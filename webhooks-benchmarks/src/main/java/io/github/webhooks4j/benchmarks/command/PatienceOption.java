package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long contenders have that do not limit what one destination occupies. */
final class PatienceOption {
    private static final int SMOKE = 5;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "60",
            description = "How many seconds after the last publish contenders have to deliver the rest, if they do not"
                    + " limit what one destination occupies (default: ${DEFAULT-VALUE}).")
    private int seconds;

    Duration patience(RunOptions options) {
        return Duration.ofSeconds(options.size(seconds, SMOKE));
    }
}
