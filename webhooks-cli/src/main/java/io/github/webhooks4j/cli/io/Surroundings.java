package io.github.webhooks4j.cli.io;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What a command has around it, so that tests run it in process.
 *
 * @param out receives what the command is for
 * @param err receives progress and errors
 * @param clock the time
 * @param random a strong source of keys and ids
 * @param environment returns a variable of the environment; empty if it is not set
 */
public record Surroundings(
        PrintWriter out,
        PrintWriter err,
        Clock clock,
        RandomGenerator random,
        Function<String, Optional<String>> environment) {
    public Surroundings {
        requireNonNull(out, "out");
        requireNonNull(err, "err");
        requireNonNull(clock, "clock");
        requireNonNull(random, "random");
        requireNonNull(environment, "environment");
    }

    /** Returns those of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                Clock.systemUTC(),
                new SecureRandom(),
                name -> Optional.ofNullable(System.getenv(name)));
    }
}
