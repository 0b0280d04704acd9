package io.github.webhooks4j.engine.history;

import io.github.webhooks4j.engine.history.MissedEvents.MissedEvent;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.internal.hmac.Sha256;
import io.github.webhooks4j.spi.store.EventSummary;
import io.github.webhooks4j.spi.store.HistoryStore;
import io.github.webhooks4j.spi.store.MissedEventScan;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks for the events that one webhook missed in a time range. Immutable. */
final class MissedSearch {
    /** The longest time range. */
    static final Duration MAX_RANGE = Duration.ofDays(366);

    private static final int RADIX = 36;
    private static final int HEX = 16;
    private static final Pattern CURSOR = Pattern.compile("(?<number>[0-7]?[0-9a-f]{1,15})\\.(?<query>[0-9a-z]{1,13})");

    private final long from;
    private final long until;
    private final String query;

    /**
     * Creates a search.
     *
     * @throws IllegalArgumentException if the range is empty or too long
     */
    MissedSearch(WebhookId webhook, Instant from, Instant until) {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("from must be before until, was " + from + " and " + until);
        }
        if (Duration.between(from, until).compareTo(MAX_RANGE) > 0) {
            throw new IllegalArgumentException("from and until must be at most " + MAX_RANGE.toDays()
                    + " days apart, was " + from + " and " + until + "; look at one part after another");
        }
        this.from = EventNumber.first(from) - 1;
        this.until = EventNumber.first(until);
        this.query = Long.toString(Sha256.first63Bits(webhook + " " + this.from + " " + this.until), RADIX);
    }

    MissedEvents find(HistoryStore store, Webhook present, int limit, @Nullable String cursor) {
        long after = cursor == null ? from : reached(cursor);
        MissedEventScan scan = MissedEventScan.of(store, present, after, until, limit);
        List<MissedEvent> missed = scan.missed().stream()
                .map(event -> new MissedEvent(
                        event.event().id(), event.event().topic(), event.event().type(), event.acceptedAt()))
                .toList();
        EventSummary last = scan.last();
        return new MissedEvents(
                missed,
                scan.exhausted() || last == null ? null : cursor(last.number()),
                last == null ? null : last.acceptedAt(),
                scan.looked());
    }

    private String cursor(long reached) {
        return Long.toHexString(reached) + "." + query;
    }

    private long reached(String cursor) {
        Matcher parts = CURSOR.matcher(cursor);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "cursor must be the next of missed events; leave it out for the first look");
        }
        if (!parts.group("query").equals(query)) {
            throw new IllegalArgumentException("the cursor belongs to another query; leave it out for the first look");
        }
        return Math.max(from, Long.parseLong(parts.group("number"), HEX));
    }
}
