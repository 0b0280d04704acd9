package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.StoreWorkScenario;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code store-work}. */
@Command(
        name = "store-work",
        description =
                "The CPU time of the store's work alone per delivery, by size of commits, webhooks and event ids.",
        mixinStandardHelpOptions = true)
public final class StoreWorkCommand implements Callable<Integer> {
    private static final int SMOKE = 500;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "20000",
            description = "How many events in each case (default: ${DEFAULT-VALUE}).")
    private int events;

    @Override
    public Integer call() throws Exception {
        return options.run(new StoreWorkScenario(options.chosen(Subjects.ownSubjects()), options.size(events, SMOKE)));
    }
}
