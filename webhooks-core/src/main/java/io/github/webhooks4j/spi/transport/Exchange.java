package io.github.webhooks4j.spi.transport;

import io.github.webhooks4j.delivery.FailureCode;

/** A request that a {@link Transport} is sending. Implementations are thread-safe. */
@FunctionalInterface
public interface Exchange {
    /** An exchange that is over. */
    Exchange OVER = () -> {};

    /**
     * Aborts the exchange: its result becomes {@link FailureCode#ABORTED} and is reported soon, unless there is another
     * result already. Does nothing to an exchange that is over or was aborted before. Never blocks and never throws.
     */
    void abort();
}
