package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.DeadlineScenario;
import io.github.webhooks4j.benchmarks.webhooks4j.TransportAlone;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code deadline}. */
@Command(
        name = "deadline",
        description = "The cost of a request that runs into its deadline, beside one that does not.",
        mixinStandardHelpOptions = true)
public final class DeadlineCommand implements Callable<Integer> {
    private static final int IN_FLIGHT = 500;
    private static final int WAVES = 10;
    private static final int SMOKE = 20;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        return options.run(new DeadlineScenario(
                options.chosen(List.of(TransportAlone.okHttp(), TransportAlone.netty())),
                options.size(IN_FLIGHT, SMOKE),
                options.size(WAVES, 1)));
    }
}
