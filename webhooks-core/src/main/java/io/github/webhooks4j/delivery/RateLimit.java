package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;

/**
 * How many attempts may start in any period of a length. Immutable.
 *
 * @param attempts how many: 1 to 10,000 a second, or 1 to 1,000,000 a minute
 * @param period the length of the period
 */
public record RateLimit(int attempts, Period period) {
    /** The most attempts a second. */
    public static final int MAX_PER_SECOND = 10_000;
    /** The most attempts a minute. */
    public static final int MAX_PER_MINUTE = 1_000_000;

    /** The length of the period in which attempts are counted. */
    public enum Period {
        /** Any second. */
        SECOND(Duration.ofSeconds(1), MAX_PER_SECOND),
        /** Any minute. */
        MINUTE(Duration.ofMinutes(1), MAX_PER_MINUTE);

        private final Duration length;
        private final int most;

        Period(Duration length, int most) {
            this.length = length;
            this.most = most;
        }

        /** Returns its length. */
        public Duration length() {
            return length;
        }

        /** Shows the word, for example {@code second}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code attempts} is out of its range
     */
    public RateLimit {
        requireNonNull(period, "period");
        if (attempts < 1 || attempts > period.most) {
            throw new IllegalArgumentException(
                    "rateLimit must be 1 to " + period.most + " attempts a " + period + ", was " + attempts);
        }
    }

    /**
     * Returns a limit of attempts in any second.
     *
     * @throws IllegalArgumentException if it is not 1 to 10,000
     */
    public static RateLimit perSecond(int attempts) {
        return new RateLimit(attempts, Period.SECOND);
    }

    /**
     * Returns a limit of attempts in any minute.
     *
     * @throws IllegalArgumentException if it is not 1 to 1,000,000
     */
    public static RateLimit perMinute(int attempts) {
        return new RateLimit(attempts, Period.MINUTE);
    }

    /** Shows it as people write it, for example {@code 10 a second}. */
    @Override
    public String toString() {
        return attempts + " a " + period;
    }
}
