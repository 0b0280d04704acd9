package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.LoadOptions;
import io.github.webhooks4j.benchmarks.scenario.NoisyScenario;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code noisy}. */
@Command(
        name = "noisy",
        description = "The effect of a tenth of all destinations, which never responds, on the healthy ones.",
        mixinStandardHelpOptions = true)
public final class NoisyCommand implements Callable<Integer> {
    private static final int SMOKE = 300;
    private static final int SMOKE_DESTINATIONS = 20;
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration SMOKE_DEADLINE = Duration.ofSeconds(1);

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private PatienceOption limit = new PatienceOption();

    @Option(
            names = "--destinations",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many destinations (default: ${DEFAULT-VALUE}).")
    private int destinations;

    @Override
    public Integer call() throws Exception {
        options.check(destinations >= 2, "--destinations must be 2 or more, was " + destinations);
        return options.run(new NoisyScenario(
                options.chosen(Subjects.withCompetitors(Subjects.ownSubjectsOnEachTransport())),
                options.size(destinations, SMOKE_DESTINATIONS),
                options.size(load.events(), SMOKE),
                options.size(load.seconds(), 1),
                options.isSmoke() ? SMOKE_DEADLINE : DEADLINE,
                limit.patience(options)));
    }
}
