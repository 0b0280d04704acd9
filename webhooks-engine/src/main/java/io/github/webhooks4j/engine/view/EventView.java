package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.history.EventHistory;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.internal.text.ShownTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of an event: all but its body, which {@link Event#body()} has. Immutable.
 *
 * @param id its id
 * @param type its type
 * @param topic what it happened to
 * @param tag its tag; null if it has none
 * @param test how far it goes as a test, {@code whole_chain} or {@code first_step}; null if it is none
 * @param orderingKey its ordering key; null if it has none
 * @param occurredAt when it happened
 * @param acceptedAt when it was accepted
 * @param attributes what the application attached to it
 * @param bodyBytes how many bytes its body has
 * @param chains the chains that it started when it was accepted
 * @param laterChains the chains that were started for it later, the earliest first
 */
public record EventView(
        String id,
        String type,
        String topic,
        @Nullable String tag,
        @Nullable String test,
        @Nullable String orderingKey,
        String occurredAt,
        String acceptedAt,
        Map<String, String> attributes,
        int bodyBytes,
        List<String> chains,
        List<String> laterChains) {
    public EventView {
        requireNonNull(id, "id");
        requireNonNull(type, "type");
        requireNonNull(topic, "topic");
        requireNonNull(occurredAt, "occurredAt");
        requireNonNull(acceptedAt, "acceptedAt");
        attributes = Map.copyOf(attributes);
        chains = List.copyOf(chains);
        laterChains = List.copyOf(laterChains);
    }

    /** Returns the view of an event. */
    public static EventView of(EventHistory history) {
        requireNonNull(history, "history");
        Event event = history.event();
        return new EventView(
                event.id().value(),
                event.type(),
                event.topic().name(),
                event.tag(),
                event.test() == null ? null : event.test().code(),
                event.orderingKey() == null ? null : event.orderingKey().value(),
                ShownTime.of(requireNonNull(event.occurredAt(), "an event in a store has a time")),
                ShownTime.of(history.acceptedAt()),
                event.attributes().values(),
                event.body().length(),
                history.chains().stream().map(ChainId::value).toList(),
                history.laterChains().stream().map(ChainId::value).toList());
    }
}
