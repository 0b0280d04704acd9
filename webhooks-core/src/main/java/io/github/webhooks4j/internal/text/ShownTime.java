package io.github.webhooks4j.internal.text;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** Times as texts of one length: ISO-8601, UTC, with milliseconds. */
public final class ShownTime {
    private static final int MILLIS = 3;
    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder().appendInstant(MILLIS).toFormatter();

    private ShownTime() {}

    /** Returns the text of a time. */
    public static String of(Instant time) {
        return FORMAT.format(time);
    }

    /** Returns the text of a time; null for none. */
    public static @Nullable String ofNullable(@Nullable Instant time) {
        return time == null ? null : of(time);
    }
}
