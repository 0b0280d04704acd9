package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.LatencyScenario;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code latency}. */
@Command(
        name = "latency",
        description = "How long an event takes from its publication to its receipt, at 200 and 2,000 a second.",
        mixinStandardHelpOptions = true)
public final class LatencyCommand implements Callable<Integer> {
    private static final int SMOKE = 1;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "For how many seconds at each rate (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        return options.run(new LatencyScenario(options.chosen(Subjects.all()), options.size(seconds, SMOKE)));
    }
}
