package io.github.webhooks4j.cli;

import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.testkit.ManualClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Runs commands in process, at a fixed time and with fixed keys. */
public final class CommandRun {
    /** The time of a run. */
    public static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();
    private Clock clock = new ManualClock(NOW);

    /** Sets a variable of the environment. */
    public CommandRun with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs what follows at the time that it is. */
    public CommandRun atSystemTime() {
        clock = Clock.systemUTC();
        return this;
    }

    /** Returns what the next command has around it. */
    public Surroundings surroundings() {
        return new Surroundings(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                clock,
                new Random(1),
                name -> Optional.ofNullable(environment.get(name)));
    }

    /** Runs a command and returns its exit code. What earlier ones wrote is forgotten. */
    public int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(surroundings(), args);
    }

    /** Returns what the last command wrote. */
    public String out() {
        return out.toString();
    }

    /** Returns the errors and progress of the last command. */
    public String err() {
        return err.toString();
    }
}
