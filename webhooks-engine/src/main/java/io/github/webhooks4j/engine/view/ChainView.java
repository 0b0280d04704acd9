package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.internal.text.ShownTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of a chain: its state and its history. Immutable.
 *
 * @param id the chain
 * @param webhook its webhook
 * @param event the event that started it
 * @param type the type of the event
 * @param topic what the event happened to
 * @param test how far it goes as a test, {@code whole_chain} or {@code first_step}; null if it is none
 * @param state the code of its state, for example {@code awaiting_callback}
 * @param step the step that the state is about, from 0
 * @param cause the code of why it was interrupted, for example {@code retries_exhausted}; null if it is not
 * @param reason the cause as a sentence for people; null if it is not interrupted
 * @param callbackDeadline from when on a callback is too late; null if none is awaited
 * @param startedAt when it started
 * @param finishedAt when it became complete, interrupted or cancelled; null while unfinished
 * @param nextAttemptAt when the next attempt is due; null if none is
 * @param orderingKey the ordering key of the event; null if it has none, or the chain is a rerun
 * @param waitsForTurn whether its delivery waits until that of an earlier event with the same ordering key is over
 * @param next what happens next, or what it waits for
 * @param steps one for each destination, those not reached yet included
 */
public record ChainView(
        String id,
        String webhook,
        String event,
        String type,
        String topic,
        @Nullable String test,
        String state,
        int step,
        @Nullable String cause,
        @Nullable String reason,
        @Nullable String callbackDeadline,
        String startedAt,
        @Nullable String finishedAt,
        @Nullable String nextAttemptAt,
        @Nullable String orderingKey,
        boolean waitsForTurn,
        NextView next,
        List<StepView> steps) {
    public ChainView {
        requireNonNull(id, "id");
        requireNonNull(webhook, "webhook");
        requireNonNull(event, "event");
        requireNonNull(type, "type");
        requireNonNull(topic, "topic");
        requireNonNull(state, "state");
        requireNonNull(startedAt, "startedAt");
        requireNonNull(next, "next");
        steps = List.copyOf(steps);
    }

    /** Returns the view of a chain. */
    public static ChainView of(ChainHistory chain) {
        requireNonNull(chain, "chain");
        ChainState state = chain.state();
        InterruptionCause cause = state instanceof ChainState.Interrupted interrupted ? interrupted.cause() : null;
        return new ChainView(
                chain.id().value(),
                chain.webhook().value(),
                chain.event().value(),
                chain.eventType(),
                chain.topic().name(),
                chain.test() == null ? null : chain.test().code(),
                state.code(),
                state.step(),
                cause == null ? null : cause.code(),
                cause == null ? null : cause.sentence(),
                state instanceof ChainState.AwaitingCallback waiting ? ShownTime.of(waiting.deadline()) : null,
                ShownTime.of(chain.startedAt()),
                ShownTime.ofNullable(chain.finishedAt()),
                ShownTime.ofNullable(chain.nextAttemptAt()),
                chain.orderingKey() == null ? null : chain.orderingKey().value(),
                chain.waitsForTurn(),
                NextView.of(chain.next()),
                chain.steps().stream().map(StepView::of).toList());
    }
}
