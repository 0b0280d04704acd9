package io.github.webhooks4j.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A chain as a list shows it: its state and its last attempt, without what came before. Immutable.
 *
 * @param id the chain
 * @param webhook its webhook
 * @param event the event that started it
 * @param type the type of that event
 * @param topic the topic of that event
 * @param test how far the event goes as a test; null if it is no test
 * @param state its state; {@linkplain ChainState#step() its step} is counted from 0
 * @param steps how many steps it has
 * @param startedAt when it started
 * @param finishedAt when it became complete, interrupted or cancelled; null while unfinished
 * @param nextAttemptAt when the next attempt is due; null if none is, or a node has it in hand
 * @param lastAttempt the number of the last attempt, counted from 1 over its delivery; 0 if there was none
 * @param lastStatus the status of the response to the last attempt; null if there was none
 * @param lastFailure why the last attempt got no response; null if it got one, or there was none
 * @param rerun whether an operator started it, and not the event itself
 */
public record ChainSummary(
        ChainId id,
        WebhookId webhook,
        EventId event,
        String type,
        Topic topic,
        @Nullable TestScope test,
        ChainState state,
        int steps,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant nextAttemptAt,
        int lastAttempt,
        @Nullable Integer lastStatus,
        @Nullable FailureCode lastFailure,
        boolean rerun) {
    public ChainSummary {
        requireNonNull(id, "id");
        requireNonNull(webhook, "webhook");
        requireNonNull(event, "event");
        requireNonNull(type, "type");
        requireNonNull(topic, "topic");
        requireNonNull(state, "state");
        requireNonNull(startedAt, "startedAt");
    }
}
