package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.engine.history.Next;
import io.github.webhooks4j.engine.history.StepHistory;
import io.github.webhooks4j.engine.view.AttemptView;
import io.github.webhooks4j.engine.view.StepView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One chain with its timeline.
 *
 * @param chain the chain
 * @param webhook the name of its webhook; null if that was deleted
 */
public record ChainModel(ChainHistory chain, @Nullable String webhook) {
    /** Returns the steps as they may be shown. */
    public List<StepView> steps() {
        return chain.steps().stream().map(StepView::of).toList();
    }

    /** Returns the attempts of a step, with their responses. */
    public List<Attempt> attempts(int step) {
        return chain.steps().get(step).attempts();
    }

    /** Returns the code of how far a step is, for its badge. */
    public String stepState(StepHistory step) {
        ChainState state = chain.state();
        if (step.step() == state.step() && !(state instanceof ChainState.Complete)) {
            return state.code();
        }
        return step.step() <= state.step() ? "complete" : "not_reached";
    }

    /** Returns the response of an attempt; empty if there was none. */
    public Optional<DeliveryResult.Response> response(Attempt attempt) {
        return attempt.result() instanceof DeliveryResult.Response response ? Optional.of(response) : Optional.empty();
    }

    /** Returns where a redirect leads, with what may be a secret hidden; null if the attempt got none. */
    public @Nullable String location(Attempt attempt) {
        return AttemptView.of(attempt).location();
    }

    /** Returns why an attempt got no response; empty if there was one. */
    public Optional<DeliveryResult.NoResponse> failure(Attempt attempt) {
        return attempt.result() instanceof DeliveryResult.NoResponse none ? Optional.of(none) : Optional.empty();
    }

    /** Returns the longest time that an attempt of the chain took, by which the bars are scaled. */
    public Duration longest() {
        return chain.steps().stream()
                .flatMap(step -> step.attempts().stream())
                .map(attempt -> attempt.result().timing().total())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Returns whether it can be resumed. */
    public boolean resumable() {
        return chain.state() instanceof ChainState.Interrupted;
    }

    /** Returns whether it can be cancelled. */
    public boolean cancellable() {
        return chain.state().isUnfinished() || resumable();
    }

    /** Returns whether it can be run again. */
    public boolean rerunnable() {
        return !chain.state().isUnfinished() && webhook != null;
    }

    /** Returns whether its next attempt can be made now instead of later. */
    public boolean waitsForRetry() {
        return chain.next() instanceof Next.WaitsForRetry;
    }

    /** Returns whether the destination itself requested to wait. */
    public boolean requestedToWait() {
        return chain.next() instanceof Next.WaitsForRetry retry && retry.requested() != null;
    }
}
