package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;

/** Thrown when something is asked of a chain that its state does not allow. Nothing has changed. */
public final class ChainStateException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    ChainStateException(ChainId chain, String rule, ChainState actual) {
        super("chain " + chain + " " + rule + ", was " + actual.word());
    }
}
