package io.github.webhooks4j.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.event.Topic;

/**
 * What a list of webhooks shows of one chain. Immutable.
 *
 * @param topic the topic of its event, which its webhook may have left since
 * @param state its state
 */
public record LatestChain(Topic topic, ChainState.Kind state) {
    public LatestChain {
        requireNonNull(topic, "topic");
        requireNonNull(state, "state");
    }
}
