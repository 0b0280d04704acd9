package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import java.util.NoSuchElementException;

/** Thrown when there is no chain of that id, perhaps no longer. */
public final class UnknownChainException extends NoSuchElementException {
    private static final long serialVersionUID = 1;

    UnknownChainException(ChainId chain) {
        super("there is no chain " + chain);
    }
}
