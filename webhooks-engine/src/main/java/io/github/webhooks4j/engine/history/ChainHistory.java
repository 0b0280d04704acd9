package io.github.webhooks4j.engine.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history of one chain, its state, and its next attempt. Immutable.
 *
 * @param id the chain
 * @param webhook its webhook
 * @param event the event that started it
 * @param eventType the type of that event
 * @param topic the topic of that event
 * @param test how far the event goes as a test; null if it is no test
 * @param state its state
 * @param startedAt when it started
 * @param finishedAt when it became complete, interrupted or cancelled; null while unfinished
 * @param nextAttemptAt when the next attempt is due; null if none is
 * @param orderingKey the ordering key of its event; null if it has none, or the chain is a rerun
 * @param waitsForTurn whether its delivery waits until that of an earlier event with the same ordering key is over
 * @param next what happens next, or what it waits for, as this node knew it when the history was read
 * @param steps one for each destination that it goes to, those not reached yet included
 */
public record ChainHistory(
        ChainId id,
        WebhookId webhook,
        EventId event,
        String eventType,
        Topic topic,
        @Nullable TestScope test,
        ChainState state,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant nextAttemptAt,
        @Nullable OrderingKey orderingKey,
        boolean waitsForTurn,
        Next next,
        List<StepHistory> steps) {
    public ChainHistory {
        requireNonNull(id, "id");
        requireNonNull(webhook, "webhook");
        requireNonNull(event, "event");
        requireNonNull(eventType, "eventType");
        requireNonNull(topic, "topic");
        requireNonNull(state, "state");
        requireNonNull(startedAt, "startedAt");
        requireNonNull(next, "next");
        steps = List.copyOf(steps);
    }
}
