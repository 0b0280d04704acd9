package io.github.webhooks4j.opentelemetry;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.opentelemetry.api.trace.Span;
import java.util.function.Consumer;

/** Records a span for each attempt that is sent through another transport. Thread-safe. */
final class TracedTransport implements Transport {
    private final Transport transport;
    private final AttemptSpans spans;

    TracedTransport(Transport transport, AttemptSpans spans) {
        this.transport = transport;
        this.spans = spans;
    }

    @Override
    public DestinationCheck check(String url) {
        return transport.check(url);
    }

    @Override
    public boolean hasTlsProfile(String name) {
        return transport.hasTlsProfile(name);
    }

    @Override
    public Exchange send(OutboundRequest request, Consumer<? super DeliveryResult> done) {
        AttemptInfo attempt = request.attempt();
        if (attempt == null) {
            return transport.send(request, done);
        }
        Span span = spans.start(request, attempt);
        return transport.send(spans.prepare(request, span), result -> {
            AttemptSpans.end(span, result);
            done.accept(result);
        });
    }
}
