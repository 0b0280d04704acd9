package io.github.webhooks4j.console.internal.text;

import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.ResourceBundle;

/** The messages of one language. Thread-safe. */
public final class Messages {
    /** The name of the console's own bundle. */
    public static final String BUNDLE = "io.github.webhooks4j.console.internal.text.console";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private final ResourceBundle bundle;
    private final Locale locale;

    /** Creates the messages of a bundle; one without a language is English. */
    public Messages(ResourceBundle bundle) {
        this.bundle = bundle;
        this.locale = bundle.getLocale().getLanguage().isEmpty() ? Locale.ENGLISH : bundle.getLocale();
    }

    /**
     * Returns a message.
     *
     * @param arguments its parts: texts, and numbers, which are written as the language does
     * @throws java.util.MissingResourceException if the bundle has no such message
     */
    public String text(String key, Object... arguments) {
        return new MessageFormat(bundle.getString(key), locale).format(arguments);
    }

    /** Returns the code of the language, for {@code lang}. */
    public String language() {
        return locale.toLanguageTag();
    }

    /** Returns the direction in which the language is written, {@code ltr} or {@code rtl}. */
    public String direction() {
        return switch (locale.getLanguage()) {
            case "ar", "fa", "he", "iw", "ur", "yi", "ji" -> "rtl";
            default -> "ltr";
        };
    }

    /** Returns a time in UTC, to the second, without a zone. */
    public String time(Instant at) {
        return TIME.format(at);
    }

    /** Returns a duration in the unit that fits: milliseconds, seconds, minutes, hours or days. */
    public String duration(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return text("duration.millis", duration.toMillis());
        }
        if (duration.compareTo(MINUTE) < 0) {
            return text("duration.seconds", Math.floor(duration.toMillis() / 100.0) / 10);
        }
        if (duration.compareTo(HOUR) < 0) {
            return text("duration.minutes", duration.toMinutes());
        }
        return duration.compareTo(TWO_DAYS) < 0
                ? text("duration.hours", Math.floor(duration.toMinutes() / 6.0) / 10)
                : text("duration.days", duration.toHours() / 24);
    }
}
