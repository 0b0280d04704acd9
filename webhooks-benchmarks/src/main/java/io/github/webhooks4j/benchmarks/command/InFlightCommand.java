package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.InFlightScenario;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code inflight}. */
@Command(
        name = "inflight",
        description = "What very many deliveries at once cost, each of which the receiver holds for a while.",
        mixinStandardHelpOptions = true)
public final class InFlightCommand implements Callable<Integer> {
    private static final int HOLD_SECONDS = 10;
    private static final int SMOKE = 100;
    /** Well below the 20,000 that an engine allows. */
    private static final int MOST = 10_000;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--deliveries",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many deliveries (default: ${DEFAULT-VALUE}).")
    private int deliveries;

    @Override
    public Integer call() throws Exception {
        options.check(deliveries <= MOST, "--deliveries must be " + MOST + " or less, was " + deliveries);
        return options.run(new InFlightScenario(
                options.chosen(Subjects.ownSubjectsOnEachTransport()),
                options.size(deliveries, SMOKE),
                Duration.ofSeconds(options.isSmoke() ? 1 : HOLD_SECONDS)));
    }
}
