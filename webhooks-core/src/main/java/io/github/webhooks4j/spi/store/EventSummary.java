package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.history.StoredEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event without its body, as far as one webhook is concerned.
 *
 * @param number its number
 * @param event the event
 * @param tag its tag; null if it has none
 * @param acceptedAt when it was accepted, by the store's clock
 * @param hasChain whether a chain of the webhook was started for it, also one that is not created yet, or was pruned
 */
public record EventSummary(
        long number, StoredEvent event, @Nullable String tag, Instant acceptedAt, boolean hasChain) {
    public EventSummary {
        requireNonNull(event, "event");
        requireNonNull(acceptedAt, "acceptedAt");
    }

    /** Returns whether a webhook has missed it: it passes its filter, is no test, and has no chain for it. */
    public boolean isMissed(EventFilter filter) {
        return !hasChain && event.test() == null && filter.matches(event.topic(), event.type(), tag);
    }
}
