package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import io.github.webhooks4j.benchmarks.scenario.nodes.NodesScenario;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code nodes}. */
@Command(
        name = "nodes",
        description =
                "What a second and a third node on one database add to throughput, and to the cost of a delivery.",
        mixinStandardHelpOptions = true)
public final class NodesCommand implements Callable<Integer> {
    private static final int SMOKE = 300;
    /** Those of the receiver, each of which has a port of its own. */
    private static final int MOST_DESTINATIONS = 1_000;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "60000",
            description = "How many events for each number of nodes (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--destinations",
            paramLabel = "N",
            defaultValue = "30",
            description = "How many destinations (default: ${DEFAULT-VALUE}).")
    private int destinations;

    @Override
    public Integer call() throws Exception {
        options.check(
                destinations <= MOST_DESTINATIONS,
                "--destinations must be " + MOST_DESTINATIONS + " or less, was " + destinations);
        return options.run(new NodesScenario(
                options.chosen(Subjects.ownSubjectsOnPostgres()),
                options.size(destinations, destinations),
                options.size(events, SMOKE)));
    }
}
