package io.github.webhooks4j.engine.view;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** Times as texts of one length: ISO-8601, UTC, with milliseconds. */
final class ShownTime {
    private static final int MILLIS = 3;
    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder().appendInstant(MILLIS).toFormatter();

    private ShownTime() {}

    static String of(Instant time) {
        return FORMAT.format(time);
    }

    static @Nullable String ofNullable(@Nullable Instant time) {
        return time == null ? null : of(time);
    }
}
