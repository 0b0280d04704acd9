package io.github.webhooks4j.engine.internal.publish;

import io.github.webhooks4j.engine.internal.context.UlidFactory;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Creates the events for tests of webhooks: those of the application's function, or pushes. Thread-safe if that
 * function is.
 */
public final class SampleEvents {
    private final UlidFactory ids;
    private final Clock clock;
    private final @Nullable Function<Webhook, Event> custom;

    /**
     * Creates a source.
     *
     * @param custom the application's function; null for pushes
     */
    public SampleEvents(UlidFactory ids, Clock clock, @Nullable Function<Webhook, Event> custom) {
        this.ids = ids;
        this.clock = clock;
        this.custom = custom;
    }

    Event forWebhook(Webhook webhook) {
        if (custom == null) {
            return PushEvents.sample(
                    ids.event(), clock.instant(), webhook.settings().filter());
        }
        Event event = custom.apply(webhook);
        if (event == null) {
            throw new IllegalStateException(
                    "testEvent must return an event for webhook " + webhook.id() + ", was null");
        }
        return event;
    }
}
