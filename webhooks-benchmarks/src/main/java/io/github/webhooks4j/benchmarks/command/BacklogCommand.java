package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.BacklogScenario;
import io.github.webhooks4j.benchmarks.scenario.Burst;
import io.github.webhooks4j.benchmarks.scenario.LoadOptions;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code backlog}. */
@Command(
        name = "backlog",
        description = "What a healthy destination notices of a million deliveries that wait for another one.",
        mixinStandardHelpOptions = true)
public final class BacklogCommand implements Callable<Integer> {
    private static final int SMOKE = 300;
    private static final Duration SMOKE_DEADLINE = Duration.ofSeconds(1);

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private PatienceOption limit = new PatienceOption();

    @Option(
            names = "--backlog",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many deliveries wait (default: ${DEFAULT-VALUE}).")
    private int backlog;

    @Override
    public Integer call() throws Exception {
        return options.run(new BacklogScenario(
                options.chosen(Subjects.withCompetitors(Subjects.ownSubjectsOnEachTransport())),
                options.size(backlog, SMOKE),
                options.size(load.events(), SMOKE),
                options.size(load.seconds(), 1),
                options.isSmoke() ? SMOKE_DEADLINE : Burst.DEADLINE,
                limit.patience(options)));
    }
}
