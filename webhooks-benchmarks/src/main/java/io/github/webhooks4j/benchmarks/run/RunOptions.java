package io.github.webhooks4j.benchmarks.run;

import io.github.webhooks4j.benchmarks.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every scenario, and how it runs with them. */
public final class RunOptions {
    private static final int ROUNDS = 3;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds that are counted, after those to warm up (default: 3; of soak 1).")
    private @Nullable Integer rounds;

    @Option(
            names = "--max-warm-ups",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "The most rounds to warm up; they end when the compilers take less than 2 %% of the CPU in the"
                            + " turn of each contender (default: ${DEFAULT-VALUE}).")
    private int maxWarmUps;

    @Option(
            names = "--jdk",
            paramLabel = "HOME",
            description = "The JDK that is measured, with bin/java in it; default: the one that runs this.")
    private @Nullable Path jdk;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the results there.")
    private @Nullable Path json;

    @Option(
            names = "--postgres",
            paramLabel = "JDBC-URL",
            description = "A server whose user may create databases; default: one of the run's own.")
    private @Nullable String postgres;

    @Option(
            names = "--contenders",
            paramLabel = "NAME",
            split = ",",
            description = "Only these, with commas between them; default: all.")
    private List<String> names = List.of();

    @Option(names = "--smoke", description = "Tiny sizes and one round: shows that it runs, measures nothing.")
    private boolean smoke;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Returns whether sizes are to be tiny. */
    public boolean isSmoke() {
        return smoke;
    }

    /** Returns {@code size}, or the smoke size if requested. */
    public int size(int size, int smokeSize) {
        check(size >= 1, "a size must be 1 or more, was " + size);
        return smoke ? Math.min(size, smokeSize) : size;
    }

    /** Refuses the command line with {@code complaint} unless {@code rule} holds. */
    public void check(boolean rule, String complaint) {
        if (!rule) {
            throw wrong(complaint);
        }
    }

    /** Returns the selected subjects. */
    public List<Subject> chosen(List<Subject> all) {
        Set<String> unknown = new LinkedHashSet<>(names);
        all.forEach(subject -> unknown.remove(subject.name()));
        if (!unknown.isEmpty()) {
            throw wrong("--contenders must be of "
                    + String.join(", ", all.stream().map(Subject::name).toList()) + ", was "
                    + String.join(", ", unknown));
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(subject -> names.contains(subject.name())).toList();
    }

    /** Runs a scenario, prints its table, writes its report; returns the exit code. */
    public int run(Scenario scenario) throws Exception {
        int counted = rounds(scenario);
        check(counted >= 1, "--rounds must be 1 or more, was " + counted);
        check(maxWarmUps >= 1, "--max-warm-ups must be 1 or more, was " + maxWarmUps);
        if (json != null) {
            checkWritable(json);
        }
        CommandSpec spec = spec();
        if (jdk != null) {
            return launch(new OtherJdk(jdk));
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Stage stage = open()) {
            Results results = new Rounds(scenario, stage, err).run(warmUp(scenario), smoke ? 1 : counted);
            Table.print(results, out);
            if (json != null) {
                JsonReport.write(results, json);
            }
            return 0;
        } catch (VoidRunException e) {
            err.println("error: " + e.getMessage());
            return 1;
        } catch (IllegalStateException e) {
            // A participant failed: the receiver, a database, a subject.
            err.println(
                    "error: the run is void: " + e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause()));
            return 1;
        } catch (IOException e) {
            err.println("error: " + e);
            return 1;
        }
    }

    private int rounds(Scenario scenario) {
        return rounds == null ? scenario.isLong() ? 1 : ROUNDS : rounds;
    }

    private WarmUp warmUp(Scenario scenario) {
        if (smoke || scenario.isLong()) {
            return WarmUp.NONE;
        }
        return scenario.isMeasuredWarm() ? new WarmUp(maxWarmUps, true) : new WarmUp(1, false);
    }

    private int launch(OtherJdk other) throws IOException, InterruptedException {
        check(other.isOne(), "--jdk must be the home of a JDK, with bin/java in it, was " + other.home());
        return other.run(spec().root().commandLine().getParseResult().originalArgs());
    }

    /** A run may take an hour: a report file that cannot be written is reported before it starts. */
    private void checkWritable(Path file) {
        try {
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw wrong("--json must be a file that can be written, was " + file);
        }
    }

    private Stage open() {
        try {
            return Stage.open(postgres);
        } catch (IllegalArgumentException e) {
            throw wrong("--postgres " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec().commandLine(), message);
    }

    private CommandSpec spec() {
        CommandSpec known = command;
        if (known == null) {
            throw new IllegalStateException("these options belong to a command");
        }
        return known;
    }
}
