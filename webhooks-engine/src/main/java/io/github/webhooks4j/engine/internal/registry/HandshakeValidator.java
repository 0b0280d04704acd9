package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.handshake.AbuseProtection;
import io.github.webhooks4j.internal.request.RequestHeaders;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.HandshakeRules;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks destinations for their permission before they are registered, if the engine is configured to. Thread-safe. */
public final class HandshakeValidator {
    /** A transport reports its result by the deadline; the validator waits this much longer for it. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final @Nullable AbuseProtection protection;
    private final Transport transport;
    private final Header userAgent;
    private final Duration deadline;

    /**
     * Creates a validator.
     *
     * @param protection what to ask for; null if no destination is asked
     * @param deadline how long one validation request may take
     */
    public HandshakeValidator(
            @Nullable AbuseProtection protection, Transport transport, Header userAgent, Duration deadline) {
        this.protection = protection;
        this.transport = transport;
        this.userAgent = userAgent;
        this.deadline = deadline;
    }

    /**
     * Returns the settings with the permissions of their destinations. Blocks until each destination that is asked has
     * responded, one after another.
     *
     * @throws io.github.webhooks4j.webhook.InvalidWebhookException if one refused
     */
    public WebhookSettings validate(WebhookSettings settings, List<Destination> former) {
        return HandshakeRules.validate(settings, former, protection, destination -> send(settings, destination));
    }

    /** Sends a validation request, and another one on a new connection if a reused connection was lost. */
    private DeliveryResult send(WebhookSettings settings, Destination destination) {
        var headers = new ArrayList<Header>();
        headers.add(userAgent);
        if (protection != null) {
            headers.addAll(protection.headers());
        }
        var request = OutboundRequest.options(
                        destination.url(),
                        RequestHeaders.of(settings, destination, headers),
                        AbuseProtection.RESPONSE_HEADERS,
                        deadline)
                .withTlsProfile(settings.tlsProfile());
        DeliveryResult result = await(request);
        return result instanceof NoResponse lost && lost.code() == FailureCode.REUSED_CONNECTION_LOST
                ? await(request.onNewConnection())
                : result;
    }

    private DeliveryResult await(OutboundRequest request) {
        var result = new CompletableFuture<DeliveryResult>();
        Exchange exchange = transport.send(request, result::complete);
        try {
            return result.isDone()
                    ? result.join()
                    : result.get(deadline.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return abort(exchange, FailureCode.ABORTED);
        } catch (TimeoutException e) {
            return abort(exchange, FailureCode.TIMED_OUT);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a result cannot fail", e);
        }
    }

    private static DeliveryResult abort(Exchange exchange, FailureCode code) {
        exchange.abort();
        return new NoResponse(code, Timing.ofTotal(Duration.ZERO));
    }
}
