package io.github.webhooks4j.console.internal.page;

import java.util.Locale;
import java.util.Optional;

/** What a form has done, as the next page confirms it. The address of that page has its code, never a text. */
public enum Done {
    /** Settings were changed. */
    CHANGED,
    /** A webhook was enabled. */
    ENABLED,
    /** A webhook was enabled, and what had waited was dropped. */
    ENABLED_ANEW,
    /** A webhook was disabled. */
    DISABLED,
    /** A session was ended. */
    LEFT,
    /** A webhook was deleted. */
    DELETED,
    /** A test was sent. */
    TESTED,
    /** A chain was resumed. */
    RESUMED,
    /** A chain was cancelled. */
    CANCELLED,
    /** A chain was run again. */
    RERUN,
    /** An event was sent to one more webhook. */
    SENT,
    /** What waited for a retry is delivered now. */
    HURRIED,
    /** A record was written. */
    WRITTEN,
    /** A record was dropped. */
    DROPPED,
    /** A bulk job was stopped. */
    STOPPED;

    /** Returns the code. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the code if it is one; empty for other text. */
    static Optional<String> known(String text) {
        for (Done done : values()) {
            if (done.code().equals(text)) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }
}
