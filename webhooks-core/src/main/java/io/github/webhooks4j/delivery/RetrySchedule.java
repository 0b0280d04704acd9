package io.github.webhooks4j.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a failed delivery is attempted again. Immutable and thread-safe.
 *
 * @param delays the waits between attempts, one fewer than there are attempts; at most 50, each up to 7 days
 * @param jitter the part of a delay, 0 to 1, by which it is shortened or lengthened at random, so that deliveries that
 *     failed together are not retried together
 */
public record RetrySchedule(List<Duration> delays, double jitter) {
    private static final int MAX_GAPS = 50;
    private static final Duration LONGEST_GAP = Duration.ofDays(7);

    // After the limits, which its constructor reads.
    private static final RetrySchedule STANDARD = new RetrySchedule(
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2),
                    Duration.ofHours(5),
                    Duration.ofHours(10),
                    Duration.ofHours(14),
                    Duration.ofHours(20),
                    Duration.ofHours(24)),
            0.2);

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there are too many delays, one is negative or too long, or the jitter is out
     *     of range
     */
    public RetrySchedule {
        delays = List.copyOf(delays);
        if (delays.size() > MAX_GAPS) {
            throw new IllegalArgumentException(
                    "a retry schedule must have at most " + MAX_GAPS + " gaps, was " + delays.size());
        }
        for (Duration gap : delays) {
            if (gap.isNegative() || gap.compareTo(LONGEST_GAP) > 0) {
                throw new IllegalArgumentException(
                        "a gap of a retry schedule must be PT0S to " + LONGEST_GAP + ", was " + gap);
            }
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("the jitter of a retry schedule must be 0 to 1, was " + jitter);
        }
    }

    /** Returns the default: at once, then 5 s, 30 s, 2 m, 10 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, each ±20 %. */
    public static RetrySchedule ofDefaults() {
        return STANDARD;
    }

    /** Returns a schedule of exactly these delays, without jitter. */
    public static RetrySchedule of(Duration... gaps) {
        return new RetrySchedule(new ArrayList<>(List.of(gaps)), 0);
    }

    /** Returns the number of attempts in all. */
    public int attempts() {
        return delays.size() + 1;
    }

    /**
     * Returns the wait after a failure, jitter included.
     *
     * @param failures how many attempts have failed by now, from 1
     * @return empty if there are no attempts left
     */
    public Optional<Duration> delayAfter(int failures, RandomGenerator random) {
        if (failures < 1) {
            throw new IllegalArgumentException("failures count from 1, was " + failures);
        }
        if (failures > delays.size()) {
            return Optional.empty();
        }
        double factor = 1 + jitter * (2 * random.nextDouble() - 1);
        return Optional.of(Duration.ofMillis(Math.round(delays.get(failures - 1).toMillis() * factor)));
    }
}
