package io.github.webhooks4j.event;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The body that Standard Webhooks recommends for new APIs: {@code type}, {@code timestamp} and {@code data}. Webhooks get it as any
 * other body, and may need nothing else of a delivery. Stateless.
 *
 * <pre>{@code
 * Event.builder("order.paid").topic("shop/orders").id(id).occurredAt(now)
 *         .body(StandardBody.of("order.paid", now, Map.of("order", 1)))
 *         .build();
 * }</pre>
 */
public final class StandardBody {
    private StandardBody() {}

    /**
     * Returns the body of an event.
     *
     * @param type the type of the event
     * @param timestamp when it happened, in the body as ISO 8601 in UTC
     * @param data what {@link EventBody#of(Object)} takes: a map, a record, or the JSON of an object
     * @throws IllegalArgumentException if the type is none, or the data are not the JSON of an object, or too long
     */
    public static EventBody of(String type, Instant timestamp, Object data) {
        Event.requireType(requireNonNull(type, "type"));
        String json = new String(EventBody.of(data).toJson(), StandardCharsets.UTF_8);
        return EventBody.of("{\"type\":\"" + type + "\",\"timestamp\":\"" + timestamp + "\",\"data\":" + json + "}");
    }
}
