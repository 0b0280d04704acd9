package io.github.webhooks4j.spi.transport;

import io.github.webhooks4j.delivery.FailureCode;

/** A request that a {@link Transport} has begun to send. Implementations are thread-safe. */
@FunctionalInterface
public interface Exchange {
    /** An exchange that is over. */
    Exchange OVER = () -> {};

    /**
     * Aborts the exchange: its result becomes {@link FailureCode#ABORTED} and is reported soon, unless another result has been
     * found before. An exchange that is over, or was aborted before, is not changed. Never blocks and never throws.
     */
    void abort();
}
