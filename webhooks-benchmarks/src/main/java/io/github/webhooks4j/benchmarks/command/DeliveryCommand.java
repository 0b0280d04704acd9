package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.DeliveryScenario;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code delivery}. */
@Command(
        name = "delivery",
        description = "How fast much is published in batches, delivered and written down.",
        mixinStandardHelpOptions = true)
public final class DeliveryCommand implements Callable<Integer> {
    private static final int SMOKE = 500;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "200000",
            description = "How many events; slow contenders get a tenth (default: ${DEFAULT-VALUE}).")
    private int events;

    @Override
    public Integer call() throws Exception {
        return options.run(new DeliveryScenario(options.chosen(Subjects.all()), options.size(events, SMOKE)));
    }
}
