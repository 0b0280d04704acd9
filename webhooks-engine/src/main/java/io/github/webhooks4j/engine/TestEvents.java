package io.github.webhooks4j.engine;

import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Clock;
import java.time.Instant;

/** Makes the events that try webhooks out. */
final class TestEvents {
    private static final String ANY_NAME = "*";
    private static final String PUSHER = "webhook-test";

    private TestEvents() {}

    /** Returns a push without a tag to the topic that the webhook watches, or to {@code test} in its namespace. */
    static Event forWebhook(Webhook webhook, Ids ids, Clock clock) {
        String topic = webhook.settings().filter().topic();
        String repoName = topic.endsWith(ANY_NAME) ? topic.substring(0, topic.length() - 1) + "test" : topic;
        Instant now = clock.instant();
        Event push = Event.push(
                ids.event(),
                now,
                PushPayload.of(
                        PushData.of(now, PUSHER, null),
                        Repository.builder(repoName).build()));
        return new Event(push.id(), push.topic(), null, Event.TEST, now, push.body());
    }
}
