package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.HistoryScenario;
import io.github.webhooks4j.benchmarks.scenario.LoadOptions;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code history}. */
@Command(
        name = "history",
        description =
                "What new deliveries notice of five million attempts that are done, and how long a page of those takes.",
        mixinStandardHelpOptions = true)
public final class HistoryCommand implements Callable<Integer> {
    private static final int SMOKE = 500;

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "How many attempts are done (default: ${DEFAULT-VALUE}).")
    private int attempts;

    @Override
    public Integer call() throws Exception {
        return options.run(new HistoryScenario(
                options.chosen(Subjects.ownSubjectsOnEachTransport()),
                options.size(attempts, SMOKE),
                options.size(load.events(), SMOKE),
                options.size(load.seconds(), 1)));
    }
}
