package io.github.webhooks4j.console.internal.picture;

import io.github.webhooks4j.delivery.Timing;
import java.time.Duration;

/**
 * How long an attempt took as a bar of 200 units at most: connecting, waiting for the first byte, reading, and the rest.
 *
 * @param connect the width of connecting
 * @param waiting the width of waiting
 * @param read the width of reading
 * @param rest the width of what is in none of these
 */
public record TimingBar(double connect, double waiting, double read, double rest) {
    private static final double WIDTH = 200;
    private static final double LEAST = 1;

    /** Returns the bar of an attempt beside others, of which the longest took {@code longest}. */
    public static TimingBar of(Timing timing, Duration longest) {
        double unit = longest.isZero() ? 0 : WIDTH / longest.toNanos();
        Duration known = timing.connect().plus(timing.timeToFirstByte()).plus(timing.download());
        Duration rest = timing.total().minus(known);
        return new TimingBar(
                width(timing.connect(), unit),
                width(timing.timeToFirstByte(), unit),
                width(timing.download(), unit),
                width(rest, unit));
    }

    private static double width(Duration part, double unit) {
        if (part.isNegative() || part.isZero()) {
            return 0;
        }
        return Math.round(Math.max(LEAST, part.toNanos() * unit) * 10) / 10.0;
    }

    /** Returns where waiting begins. */
    public double waitFrom() {
        return connect;
    }

    /** Returns where reading begins. */
    public double readFrom() {
        return connect + waiting;
    }

    /** Returns where the rest begins. */
    public double restFrom() {
        return connect + waiting + read;
    }
}
