package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import io.github.webhooks4j.benchmarks.scenario.SyncScenario;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code delivery-sync}. */
@Command(
        name = "delivery-sync",
        description = "How fast events are published one by one, by 8 threads and by 128, and delivered concurrently.",
        mixinStandardHelpOptions = true)
public final class SyncCommand implements Callable<Integer> {
    private static final int SMOKE = 200;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "50000",
            description = "How many events; slow contenders get a tenth (default: ${DEFAULT-VALUE}).")
    private int events;

    @Override
    public Integer call() throws Exception {
        return options.run(new SyncScenario(options.chosen(Subjects.all()), options.size(events, SMOKE)));
    }
}
