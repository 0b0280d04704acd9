package io.github.webhooks4j.transport;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.transport.builder.TransportBuilder;
import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import io.github.webhooks4j.transport.internal.settings.ConnectListener;
import io.github.webhooks4j.transport.internal.settings.SettingsDraft;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** A transport under test, with what builders show to tests only. */
public final class TestedTransport implements Transport, AutoCloseable {
    private static final long PATIENCE_SECONDS = 50;

    private final Transport transport;

    private TestedTransport(Transport transport) {
        this.transport = transport;
    }

    /** Returns the transport itself. */
    Transport port() {
        return transport;
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
        return transport.send(request, done);
    }

    /** Sends one request and waits for its result. */
    DeliveryResult exchange(OutboundRequest request) {
        if (transport instanceof BlockingTransport blocking) {
            return blocking.exchange(request);
        }
        var result = new CompletableFuture<DeliveryResult>();
        transport.send(request, result::complete);
        return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        try {
            ((AutoCloseable) transport).close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Collects settings as the builders of transports do. */
    public static final class Builder extends TransportBuilder<Builder> {
        private final SettingsDraft draft;
        private final Function<ClientSettings, ? extends Transport> opened;

        /** Creates a builder of what {@code opened} makes of the settings, which is closeable. */
        public Builder(Function<ClientSettings, ? extends Transport> opened) {
            this(new SettingsDraft(), opened);
        }

        private Builder(SettingsDraft draft, Function<ClientSettings, ? extends Transport> opened) {
            super(draft);
            this.draft = draft;
            this.opened = opened;
        }

        @Override
        protected Builder self() {
            return this;
        }

        Builder nanoTime(LongSupplier nanoTime) {
            draft.nanoTime(nanoTime);
            return this;
        }

        Builder connectListener(ConnectListener listener) {
            draft.connectListener(listener);
            return this;
        }

        @Override
        public TestedTransport build() {
            return new TestedTransport(opened.apply(draft.settings()));
        }
    }
}
