package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.WebhookException;

/** Thrown when the state of a chain does not allow a command. The chain is unchanged. */
public final class ChainStateException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String chain;
    private final ChainState state;

    /**
     * Creates an exception.
     *
     * @param rule the broken rule as the rest of a sentence
     */
    public ChainStateException(ChainId chain, String rule, ChainState state) {
        super(Category.CONFLICT, "chain " + chain + " " + rule + ", was " + state.code());
        this.chain = chain.value();
        this.state = requireNonNull(state, "state");
    }

    /** Returns the chain. */
    public ChainId chain() {
        return new ChainId(chain);
    }

    /** Returns the state for which the command was refused. */
    public ChainState state() {
        return state;
    }
}
