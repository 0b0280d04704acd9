package io.github.webhooks4j.engine.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.event.EventId;
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
 * @param state its state
 * @param startedAt when it started
 * @param finishedAt when it became complete, interrupted or cancelled; null while unfinished
 * @param nextAttemptAt when the next attempt is due; null if none is
 * @param steps one for each destination, those not reached yet included
 */
public record ChainHistory(
        ChainId id,
        WebhookId webhook,
        EventId event,
        ChainState state,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant nextAttemptAt,
        List<StepHistory> steps) {
    public ChainHistory {
        requireNonNull(id, "id");
        requireNonNull(webhook, "webhook");
        requireNonNull(event, "event");
        requireNonNull(state, "state");
        requireNonNull(startedAt, "startedAt");
        steps = List.copyOf(steps);
    }
}
