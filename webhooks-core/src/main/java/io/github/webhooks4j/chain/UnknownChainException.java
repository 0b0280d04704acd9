package io.github.webhooks4j.chain;

import io.github.webhooks4j.WebhookException;

/** Thrown when no chain has an id, perhaps because it was pruned. */
public final class UnknownChainException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String chain;

    /** Creates an exception. */
    public UnknownChainException(ChainId chain) {
        super(Category.NOT_FOUND, "there is no chain " + chain);
        this.chain = chain.value();
    }

    /** Returns the id. */
    public ChainId chain() {
        return new ChainId(chain);
    }
}
