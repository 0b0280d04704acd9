package io.github.webhooks4j.engine.internal.publish;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.StoreException;

/** The number chosen for an event is that of another event: nothing was accepted, and another number must be chosen. */
final class NumberTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient EventId event;

    NumberTakenException(EventId event) {
        super("the number chosen for event " + event + " is that of another event");
        this.event = event;
    }

    /** Returns the failure of a caller for whom no other number is chosen any more. */
    StoreException after(int allocations) {
        return new StoreException(
                StoreException.Reason.FAILED,
                "the store had another event under each of the " + allocations + " numbers chosen for event " + event
                        + "; nothing was accepted, so publish it again",
                this);
    }
}
