package io.github.webhooks4j.transport;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import io.github.webhooks4j.transport.internal.settings.ConnectListener;
import io.github.webhooks4j.transport.internal.settings.SettingsDraft;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;

/** A transport under test, with what builders show to tests only. */
public final class TestedTransport implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 50;

    private final Transport transport;

    private TestedTransport(Transport transport) {
        this.transport = transport;
    }

    /** Returns the transport itself. */
    Transport port() {
        return transport;
    }

    DestinationCheck check(String url) {
        return transport.check(url);
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
    public static final class Builder {
        private final SettingsDraft draft = new SettingsDraft();
        private final Function<ClientSettings, ? extends Transport> opened;

        /** Creates a builder of what {@code opened} makes of the settings, which is closeable. */
        public Builder(Function<ClientSettings, ? extends Transport> opened) {
            this.opened = opened;
        }

        Builder addressPolicy(AddressPolicy policy) {
            return addressPolicy(() -> policy);
        }

        Builder addressPolicy(Supplier<AddressPolicy> policy) {
            draft.addressPolicy(policy);
            return this;
        }

        Builder connectTimeout(Duration timeout) {
            draft.connectTimeout(timeout);
            return this;
        }

        Builder readTimeout(Duration timeout) {
            draft.readTimeout(timeout);
            return this;
        }

        Builder nameResolver(NameResolver resolver) {
            draft.nameResolver(resolver);
            return this;
        }

        Builder httpsOnly() {
            draft.httpsOnly();
            return this;
        }

        Builder refuseUnresolvedNames() {
            draft.refuseUnresolvedNames();
            return this;
        }

        Builder egressProxy(EgressProxy proxy) {
            draft.egressProxy(proxy);
            return this;
        }

        Builder trusting(SSLSocketFactory sockets, X509TrustManager manager) {
            draft.trusting(sockets, manager);
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

        TestedTransport build() {
            return new TestedTransport(opened.apply(draft.settings()));
        }
    }
}
