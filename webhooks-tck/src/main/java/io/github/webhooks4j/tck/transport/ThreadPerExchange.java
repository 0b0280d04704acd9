package io.github.webhooks4j.tck.transport;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.util.function.Consumer;

/** Runs each exchange of a blocking transport on a thread of its own, so that an interrupt is an abort. Thread-safe. */
final class ThreadPerExchange implements Transport {
    private final BlockingTransport transport;

    ThreadPerExchange(BlockingTransport transport) {
        this.transport = transport;
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
        var thread = new Thread(() -> transport.send(request, done), "exchange");
        thread.setDaemon(true);
        thread.start();
        return thread::interrupt;
    }
}
