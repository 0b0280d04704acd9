package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.ConsoleScenario;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code console}. */
@Command(
        name = "console",
        description = "How long the pages of the console take on a store with a million deliveries.",
        mixinStandardHelpOptions = true)
public final class ConsoleCommand implements Callable<Integer> {
    private static final int SMOKE_CHAINS = 2000;
    private static final int SMOKE_PAGES = 5;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--chains",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many deliveries are done (default: ${DEFAULT-VALUE}).")
    private int chains;

    @Option(
            names = "--pages",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many pages of each kind are measured (default: ${DEFAULT-VALUE}).")
    private int pages;

    @Override
    public Integer call() throws Exception {
        return options.run(new ConsoleScenario(
                options.chosen(Subjects.ownSubjects()),
                options.size(chains, SMOKE_CHAINS),
                options.size(pages, SMOKE_PAGES)));
    }
}
