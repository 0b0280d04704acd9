package io.github.webhooks4j.console.internal.picture;

import io.github.webhooks4j.console.internal.model.Shell;
import io.github.webhooks4j.engine.metrics.AttemptMinute;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The attempts of the last hour as bars, one for each minute: up what delivered, down what failed. Both have the same scale.
 *
 * @param minutes the minutes, the earliest first; at least one
 */
public record HourChart(List<AttemptMinute> minutes) {
    /** The height of the chart. */
    public static final int HEIGHT = 120;
    /** The width from one minute to the next. */
    public static final int STEP = 12;

    private static final double LEAST = 2;

    public HourChart {
        minutes = List.copyOf(minutes);
    }

    /** Returns how many attempts delivered. */
    public long delivered() {
        return minutes.stream().mapToLong(AttemptMinute::delivered).sum();
    }

    /** Returns how many failed. */
    public long failed() {
        return minutes.stream().mapToLong(AttemptMinute::failed).sum();
    }

    /** Returns whether there was none. */
    public boolean isEmpty() {
        return delivered() + failed() == 0;
    }

    /** Returns the width. */
    public int width() {
        return minutes.size() * STEP;
    }

    /** Returns where the bars begin: below what delivered, above what failed. */
    public double baseline() {
        return HEIGHT * (double) mostDelivered() / Math.max(1, mostDelivered() + mostFailed());
    }

    private int mostDelivered() {
        return minutes.stream().mapToInt(AttemptMinute::delivered).max().orElse(0);
    }

    private int mostFailed() {
        return minutes.stream().mapToInt(AttemptMinute::failed).max().orElse(0);
    }

    /** Returns the height of the bar for a number of attempts; that of a few beside many can still be seen. */
    public double height(int attempts) {
        return attempts == 0
                ? 0
                : Math.max(LEAST, HEIGHT * (double) attempts / Math.max(1, mostDelivered() + mostFailed()));
    }

    /** Returns when the hour began. */
    public Instant from() {
        return minutes.get(0).from();
    }

    /** Returns the same in words. */
    public String words(Shell shell) {
        AttemptMinute busiest = busiest(Comparator.comparingInt(minute -> minute.delivered() + minute.failed()));
        String sum = shell.text(
                "hour.words",
                delivered(),
                failed(),
                busiest.delivered() + busiest.failed(),
                shell.time(busiest.from()));
        AttemptMinute worst = busiest(Comparator.comparingInt(AttemptMinute::failed));
        return failed() == 0 ? sum : sum + " " + shell.text("hour.failures", worst.failed(), shell.time(worst.from()));
    }

    private AttemptMinute busiest(Comparator<AttemptMinute> order) {
        return minutes.stream().max(order).orElseThrow();
    }
}
