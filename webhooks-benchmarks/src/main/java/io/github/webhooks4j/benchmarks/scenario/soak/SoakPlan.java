package io.github.webhooks4j.benchmarks.scenario.soak;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a soak publishes, to whom, and when it samples. Immutable.
 *
 * @param duration for how long, in whole seconds
 * @param rate events per second
 * @param cleanUp how often old history is deleted
 */
public record SoakPlan(Duration duration, int rate, Duration cleanUp) {
    private static final int DESTINATIONS = 20;
    private static final int HEALTHY = 10;
    /** Of the others: one delivery in ten is refused once. */
    private static final int REFUSED_ONE_IN = 10;

    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);
    private static final int LEAST_SAMPLES = 10;

    public SoakPlan {
        requireNonNull(duration, "duration");
        requireNonNull(cleanUp, "cleanUp");
    }

    int events() {
        return Math.toIntExact(rate * duration.toSeconds());
    }

    int destinations() {
        return DESTINATIONS;
    }

    /** Returns whether a destination refuses nothing. */
    boolean isHealthy(int destination) {
        return destination < HEALTHY;
    }

    /** Returns the receiver's paths, one for each destination. */
    List<String> paths() {
        return IntStream.range(0, DESTINATIONS)
                .mapToObj(number -> (isHealthy(number) ? "/ok/" : "/refuse-" + REFUSED_ONE_IN + "/") + number)
                .toList();
    }

    Duration interval() {
        Duration tenth = duration.dividedBy(LEAST_SAMPLES);
        return tenth.compareTo(LONGEST_INTERVAL) < 0 ? tenth : LONGEST_INTERVAL;
    }

    int samples() {
        return Math.toIntExact(duration.dividedBy(interval()));
    }

    /** Returns who gets what, for the reader of the figures. */
    String destinationsAsText() {
        return DESTINATIONS + ", events to all in turn; " + (DESTINATIONS - HEALTHY)
                + " of them respond 503 to the first attempt of one delivery in " + REFUSED_ONE_IN + ", by its id";
    }
}
