package io.github.webhooks4j.engine;

import io.github.webhooks4j.event.EventAttributes;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.spi.store.EventContent;
import java.time.Instant;

/** Contents of events, for tests of which only the body matters. */
public final class EventContents {
    private EventContents() {}

    public static EventContent push(EventBody body) {
        return new EventContent("e-1", "acme/app", null, "push", Instant.EPOCH, EventAttributes.NONE, body, null);
    }
}
