package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.FoundChains;
import io.github.webhooks4j.internal.text.ShownTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of found chains. Immutable.
 *
 * @param chains the chains, the latest first
 * @param next the cursor of the chains before these; null if no chain is left to look at
 * @param lookedBackTo when the last chain that was looked at started; null if none was
 * @param looked how many chains were looked at
 */
public record FoundChainsView(
        List<FoundChain> chains,
        @Nullable String next,
        @Nullable String lookedBackTo,
        int looked) {
    public FoundChainsView {
        chains = List.copyOf(chains);
    }

    /** Returns the view of found chains. */
    public static FoundChainsView of(FoundChains found) {
        requireNonNull(found, "found");
        return new FoundChainsView(
                found.chains().stream().map(FoundChain::of).toList(),
                found.next(),
                ShownTime.ofNullable(found.lookedBackTo()),
                found.looked());
    }

    /**
     * What may be shown of one of them. Immutable.
     *
     * @param id the chain
     * @param webhook its webhook
     * @param event the event that started it
     * @param type the type of the event
     * @param topic what the event happened to
     * @param test how far it goes as a test; null if it is none
     * @param state the code of its state
     * @param step the step that the state is about, from 0
     * @param steps how many steps it has
     * @param cause the code of why it was interrupted; null if it is not
     * @param startedAt when it started
     * @param finishedAt when it became complete, interrupted or cancelled; null while unfinished
     * @param nextAttemptAt when the next attempt is due; null if none is
     * @param lastAttempt the number of the last attempt; 0 if there was none
     * @param lastStatus the status of the response to the last attempt; null if there was none
     * @param lastFailure the code of why the last attempt got no response; null if it got one
     * @param rerun whether an operator started it, and not the event itself
     */
    public record FoundChain(
            String id,
            String webhook,
            String event,
            String type,
            String topic,
            @Nullable String test,
            String state,
            int step,
            int steps,
            @Nullable String cause,
            String startedAt,
            @Nullable String finishedAt,
            @Nullable String nextAttemptAt,
            int lastAttempt,
            @Nullable Integer lastStatus,
            @Nullable String lastFailure,
            boolean rerun) {
        /** Returns the view of a chain. */
        public static FoundChain of(ChainSummary chain) {
            requireNonNull(chain, "chain");
            ChainState state = chain.state();
            return new FoundChain(
                    chain.id().value(),
                    chain.webhook().value(),
                    chain.event().value(),
                    chain.type(),
                    chain.topic().name(),
                    chain.test() == null ? null : chain.test().code(),
                    state.code(),
                    state.step(),
                    chain.steps(),
                    state instanceof ChainState.Interrupted interrupted
                            ? interrupted.cause().code()
                            : null,
                    ShownTime.of(chain.startedAt()),
                    ShownTime.ofNullable(chain.finishedAt()),
                    ShownTime.ofNullable(chain.nextAttemptAt()),
                    chain.lastAttempt(),
                    chain.lastStatus(),
                    chain.lastFailure() == null ? null : chain.lastFailure().code(),
                    chain.rerun());
        }
    }
}
