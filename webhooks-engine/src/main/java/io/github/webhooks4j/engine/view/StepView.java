package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.history.StepHistory;
import io.github.webhooks4j.internal.text.ShownUrl;
import java.util.List;

/**
 * What may be shown of one step of a chain. Immutable.
 *
 * @param step the step, from 0
 * @param destination the destination's URL, with what may be a secret hidden as in {@link DestinationView}
 * @param delivered whether the destination has the payload
 * @param attempts the attempts, the earliest first
 * @param callbacks the callbacks that settled the step, the earliest first
 * @param callbackProblems what was wrong with callbacks: the first 20 that were refused, or had a field that was dropped
 */
public record StepView(
        int step,
        String destination,
        boolean delivered,
        List<AttemptView> attempts,
        List<CallbackView> callbacks,
        List<CallbackProblemView> callbackProblems) {
    public StepView {
        requireNonNull(destination, "destination");
        attempts = List.copyOf(attempts);
        callbacks = List.copyOf(callbacks);
        callbackProblems = List.copyOf(callbackProblems);
    }

    /** Returns the view of a step. */
    public static StepView of(StepHistory step) {
        requireNonNull(step, "step");
        return new StepView(
                step.step(),
                ShownUrl.of(step.destination()),
                step.delivered(),
                step.attempts().stream().map(AttemptView::of).toList(),
                step.callbacks().stream().map(CallbackView::of).toList(),
                step.callbackProblems().stream().map(CallbackProblemView::of).toList());
    }
}
