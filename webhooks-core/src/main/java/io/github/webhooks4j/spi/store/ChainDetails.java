package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.history.StoredEvent;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a store has of a chain.
 *
 * @param chain the chain
 * @param event its event
 * @param attempts its attempts, the earliest first
 * @param callbacks its callbacks, the earliest first, those of former runs of a resumed step included
 * @param problems the problems with callbacks, the earliest first, of each step at most {@value
 *     io.github.webhooks4j.callback.CallbackProblem#MAX_PER_STEP}
 */
public record ChainDetails(
        StoredChain chain,
        StoredEvent event,
        List<StoredAttempt> attempts,
        List<StoredCallback> callbacks,
        List<StoredCallbackProblem> problems) {
    public ChainDetails {
        requireNonNull(chain, "chain");
        requireNonNull(event, "event");
        attempts = List.copyOf(attempts);
        callbacks = List.copyOf(callbacks);
        problems = List.copyOf(problems);
    }

    /** Returns the latest attempt of the chain's present step, since the chain was last resumed; empty if there is none. */
    public Optional<Attempt> latestAttempt() {
        int step = chain.chain().state().step();
        int resumes = chain.chain().resumeCount();
        return attempts.stream()
                .filter(stored ->
                        stored.key().delivery().step() == step && stored.key().resumeCount() == resumes)
                .map(StoredAttempt::attempt)
                .reduce((earlier, later) -> later);
    }
}
