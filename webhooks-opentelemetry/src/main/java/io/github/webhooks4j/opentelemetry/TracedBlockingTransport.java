package io.github.webhooks4j.opentelemetry;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.opentelemetry.api.trace.Span;

/** Records a span for each attempt that is sent through another blocking transport. Thread-safe. */
final class TracedBlockingTransport implements BlockingTransport {
    private final BlockingTransport transport;
    private final AttemptSpans spans;

    TracedBlockingTransport(BlockingTransport transport, AttemptSpans spans) {
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
    public DeliveryResult exchange(OutboundRequest request) {
        AttemptInfo attempt = request.attempt();
        if (attempt == null) {
            return transport.exchange(request);
        }
        Span span = spans.start(request, attempt);
        DeliveryResult result = transport.exchange(spans.prepare(request, span));
        AttemptSpans.end(span, result);
        return result;
    }
}
