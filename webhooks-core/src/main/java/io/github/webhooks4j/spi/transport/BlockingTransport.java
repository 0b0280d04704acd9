package io.github.webhooks4j.spi.transport;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import java.util.function.Consumer;

/**
 * A transport that occupies the calling thread until the exchange is over. The engine runs each exchange on a worker thread of its
 * own, on which it also prepares the request and records the result.
 */
public interface BlockingTransport extends Transport {
    /**
     * Sends one request and waits for its result, under the contract of {@link Transport#send}. An interrupt of the
     * thread aborts the exchange: it ends as {@link FailureCode#ABORTED} with the thread's interrupt flag set.
     */
    DeliveryResult exchange(OutboundRequest request);

    /** {@inheritDoc} The exchange is over when this method returns; it is aborted by an interrupt of the calling thread. */
    @Override
    default Exchange send(OutboundRequest request, Consumer<? super DeliveryResult> done) {
        done.accept(exchange(request));
        return Exchange.OVER;
    }
}
