package io.github.webhooks4j.benchmarks.command;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import io.github.webhooks4j.benchmarks.scenario.Subjects;
import io.github.webhooks4j.benchmarks.scenario.soak.SoakPlan;
import io.github.webhooks4j.benchmarks.scenario.soak.SoakScenario;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code soak}. */
@Command(
        name = "soak",
        description = "Whether database, heap or latency grow at a steady rate while old history is deleted.",
        mixinStandardHelpOptions = true)
public final class SoakCommand implements Callable<Integer> {
    private static final long MOST_EVENTS = 50_000_000;
    private static final int SMOKE_RATE = 200;
    private static final Duration SMOKE_DURATION = Duration.ofSeconds(2);

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "30",
            description = "For how many minutes on each store (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many events in a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--clean-up-seconds",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "How often old history is deleted beside the engine, which does so every ten minutes (default:"
                            + " ${DEFAULT-VALUE}).")
    private int cleanUpSeconds;

    @Override
    public Integer call() throws Exception {
        options.check(
                60L * minutes * rate <= MOST_EVENTS,
                "--minutes and --rate must be of " + MOST_EVENTS + " events or less, were of " + 60L * minutes * rate);
        Duration duration = Duration.ofMinutes(options.size(minutes, minutes));
        return options.run(new SoakScenario(
                options.chosen(Subjects.ownSubjects()),
                new SoakPlan(
                        options.isSmoke() ? SMOKE_DURATION : duration,
                        options.size(rate, SMOKE_RATE),
                        Duration.ofSeconds(options.size(cleanUpSeconds, cleanUpSeconds)))));
    }
}
