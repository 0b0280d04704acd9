package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.StartupScenario;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code startup}. */
@Command(
        name = "startup",
        description = "How long a start takes after a kill with many webhooks and chains, and what deliveries occupy.",
        mixinStandardHelpOptions = true)
public final class StartupCommand implements Callable<Integer> {
    private static final int SMOKE = 200;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--held",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many deliveries a node holds when it is killed (default: ${DEFAULT-VALUE}).")
    private int held;

    @Option(
            names = "--webhooks",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many webhooks are there before the start (default: ${DEFAULT-VALUE}).")
    private int webhooks;

    @Option(
            names = "--chains",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many finished chains are there before the start (default: ${DEFAULT-VALUE}).")
    private int chains;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "20000",
            description = "How many events are written to see what they occupy (default: ${DEFAULT-VALUE}).")
    private int events;

    @Override
    public Integer call() throws Exception {
        return options.run(new StartupScenario(
                options.chosen(Subjects.ownSubjects()),
                options.size(held, SMOKE),
                options.size(webhooks, SMOKE),
                options.size(chains, SMOKE),
                options.size(events, SMOKE)));
    }
}
