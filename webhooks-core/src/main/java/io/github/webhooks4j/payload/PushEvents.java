package io.github.webhooks4j.payload;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import java.time.Instant;
import java.util.Optional;

/** Turns push payloads into events that can be published. Stateless and thread-safe. */
public final class PushEvents {
    private static final String ANY_NAME = "*";
    private static final String OFFICIAL_IMAGES = "library/*";
    private static final String PUSHER = "webhook-test";

    private PushEvents() {}

    /**
     * Returns the event of a push: topic and tag are the payload's. A callback URL in the payload is dropped, since every
     * delivery carries one of its own.
     *
     * @param occurredAt when the application received the push; the payload's own {@code pushed_at} stays as it is
     * @throws IllegalArgumentException if the payload's {@code repo_name} is not a {@link Topic}, its tag is more than 255
     *     characters, or the payload written out is not an {@link EventBody}: too long, or not readable again
     */
    public static Event of(EventId id, Instant occurredAt, PushPayload payload) {
        return Event.builder(Event.PUSH)
                .topic(payload.repository().repoName())
                .id(id)
                .tag(payload.pushData().tag())
                .occurredAt(occurredAt)
                .body(body(payload))
                .build();
    }

    /**
     * Returns an event that shows a webhook's receivers what a push is like: a push without a tag, of type {@link
     * Event#TEST}, to the repository that the webhook watches, or to {@code test} in the namespace that it watches.
     *
     * @param filter which events the webhook receives
     */
    public static Event sample(EventId id, Instant occurredAt, EventFilter filter) {
        String topic = filter.topic();
        String repoName = topic.endsWith(ANY_NAME) ? topic.substring(0, topic.length() - 1) + "test" : topic;
        var payload = PushPayload.of(
                PushData.of(occurredAt, PUSHER, null),
                Repository.builder(repoName).build());
        return Event.builder(Event.TEST)
                .topic(repoName)
                .id(id)
                .occurredAt(occurredAt)
                .body(body(payload))
                .build();
    }

    /**
     * Checks what a webhook is to watch for pushes: {@code library/*} matches none, since the {@code repo_name} of an
     * official image has no namespace. An engine accepts any topic; an application whose events are pushes asks here before
     * it creates or changes a webhook.
     *
     * @param topic a topic, or a whole namespace as {@code namespace/*}
     * @return the broken rule; empty if pushes can match
     */
    public static Optional<Violation> checkTopic(String topic) {
        return topic.equals(OFFICIAL_IMAGES)
                ? Optional.of(new Violation(
                        "topic",
                        "must not be " + OFFICIAL_IMAGES
                                + ", which matches no push: the name of an official image has no"
                                + " namespace, so name the image, for example busybox",
                        Violation.quote(topic)))
                : Optional.empty();
    }

    private static EventBody body(PushPayload payload) {
        byte[] json = payload.withCallbackUrl(null).toJson();
        // Only length, and fields that are not the payload's own, can break the rules of a body.
        boolean known = payload.otherFields().isEmpty()
                && payload.pushData().otherFields().isEmpty()
                && payload.repository().otherFields().isEmpty();
        return known && json.length <= EventBody.MAX_BYTES ? EventBody.ofStored(json) : EventBody.of(json);
    }
}
