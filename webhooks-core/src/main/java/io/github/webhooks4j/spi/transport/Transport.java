package io.github.webhooks4j.spi.transport;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.util.function.Consumer;

/**
 * Sends requests to destinations. Implementations are thread-safe and pass the transport contract of the testkit.
 *
 * <p>One parser checks a URL and dials it: both methods belong to the same implementation.
 *
 * <p>A transport that needs a thread for each exchange implements {@link BlockingTransport}; its caller provides the
 * threads.
 */
public interface Transport {
    /**
     * Checks a URL before it is registered: that it can be parsed in one way only, is http or https, and does not lead to an
     * address that must not be dialled. May look the name up, within a bound of its own; a name that does not resolve
     * now is accepted.
     */
    DestinationCheck check(String url);

    /**
     * Returns whether requests may name this TLS profile. A request that names another one is not sent: its result is
     * {@link FailureCode#INTERNAL_ERROR}.
     */
    default boolean hasTlsProfile(String name) {
        return false;
    }

    /**
     * Sends exactly one request and reports its result. Never follows a redirect, never sends twice, never throws:
     * every failure is reported as a result within the request's deadline.
     *
     * <p>The result is that of this request. A connection that is not clean, or not surely alive, carries no request,
     * and only a new one carries a {@linkplain OutboundRequest#needsNewConnection() request that needs a new
     * connection}. A response counts as soon as its status and headers are complete. If a connection that carried other
     * requests before is lost without a byte of the response, the result is {@link FailureCode#REUSED_CONNECTION_LOST}.
     *
     * <p>Returns at once, without waiting for the network, unless this is a {@link BlockingTransport}.
     *
     * @param request what to send
     * @param done receives the result exactly once, on any thread, also before this method returns. It returns soon and
     *     never throws
     * @return the exchange, which can be aborted
     */
    Exchange send(OutboundRequest request, Consumer<? super DeliveryResult> done);
}
