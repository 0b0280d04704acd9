package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.RecoveryScenario;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code recovery}. */
@Command(
        name = "recovery",
        description = "How an engine that was killed with much to do goes on when it is started again.",
        mixinStandardHelpOptions = true)
public final class RecoveryCommand implements Callable<Integer> {
    private static final int SMOKE = 2_000;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--due",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many deliveries are left when it is killed (default: ${DEFAULT-VALUE}).")
    private int due;

    @Override
    public Integer call() throws Exception {
        return options.run(
                new RecoveryScenario(options.chosen(Subjects.ownSubjectsOnEachTransport()), options.size(due, SMOKE)));
    }
}
