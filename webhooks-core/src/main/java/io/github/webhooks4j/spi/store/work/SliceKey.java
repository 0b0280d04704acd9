package io.github.webhooks4j.spi.store.work;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.ChainSlice;

/**
 * Identifies a slice of the chains that an event starts.
 *
 * @param event the event
 * @param number which of the event's slices it is, from 0
 */
public record SliceKey(EventId event, int number) {
    public SliceKey {
        requireNonNull(event, "event");
    }

    /** Returns the key of a slice. */
    public static SliceKey of(ChainSlice slice) {
        return new SliceKey(slice.event(), slice.number());
    }
}
