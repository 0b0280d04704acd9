package io.github.webhooks4j.netty;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.netty.internal.client.NettyClient;
import io.github.webhooks4j.netty.internal.connection.EventLoops;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.builder.TransportBuilder;
import io.github.webhooks4j.transport.internal.settings.SettingsDraft;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.util.function.Consumer;

/**
 * Sends requests over HTTP/1.1 on one or two event loops of Netty. Thread-safe. No request occupies a thread, so that
 * thousands of them can be in flight; {@link #send} never blocks, and results are reported on the threads of the loops.
 * These use Linux's epoll where {@code netty-transport-native-epoll} is on the path, and the JDK's selectors otherwise.
 *
 * <p>Each exchange sends exactly one request: no redirect is followed, and nothing is sent again on another connection. Only
 * addresses that the {@link AddressPolicy} allows are dialled, whatever the URL or its name server claims; proxies of the JVM are
 * not used, only {@linkplain Builder#egressProxy one that is set explicitly}. The request carries the headers it is given and
 * those that HTTP needs, with {@code Host} first.
 *
 * <p>A connection carries another request only if it is clean and surely alive: the response before is complete, nothing came after
 * it, and neither its end, a time that was stated, HTTP/1.0 nor its {@linkplain Builder#maxConnectionAge age} forbids it.
 *
 * <p>A response counts once its status and headers are complete: when its body then breaks off or does not end before the
 * deadline, the result is {@link DeliveryResult.Response} with what was received of the body; the body of a 2xx is waited for up to
 * 2 seconds, and that of a response to OPTIONS is not read. A final status below 200 or over 599 is no valid response. Each header
 * that is reported is cut to 2,048 characters.
 */
public final class NettyTransport implements Transport, AutoCloseable {
    private final NettyClient client;

    NettyTransport(NettyClient client) {
        this.client = client;
    }

    /** Returns a builder. Every setting has a default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Checks a URL before it is registered; looks its name up for at most 2 seconds, or the connect timeout if that is
     * shorter, and not at all with an egress proxy. A name that does not resolve is accepted, unless {@link
     * Builder#refuseUnresolvedNames} is set. The URL accepted has no user info, which becomes the destination's
     * credentials, and no fragment. Blocks its thread while it looks the name up.
     */
    @Override
    public DestinationCheck check(String url) {
        return client.check(url);
    }

    @Override
    public boolean hasTlsProfile(String name) {
        return client.hasTlsProfile(name);
    }

    /**
     * {@inheritDoc}
     *
     * <p>After {@link #close()}, and for a URL that {@link #check} would refuse, nothing is sent.
     */
    @Override
    public Exchange send(OutboundRequest request, Consumer<? super DeliveryResult> done) {
        return client.send(request, done);
    }

    /**
     * Aborts all exchanges in flight, closes all connections and ends the event loops; returns after at most 5 seconds. Later
     * exchanges are aborted at once.
     */
    @Override
    public void close() {
        client.close();
    }

    /** Builds a {@link NettyTransport}. Not thread-safe. */
    public static final class Builder extends TransportBuilder<Builder> {
        private final SettingsDraft draft;

        private Builder() {
            this(new SettingsDraft());
        }

        private Builder(SettingsDraft draft) {
            super(draft);
            this.draft = draft;
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** Returns the transport, whose event loops begin with the first exchange. */
        @Override
        public NettyTransport build() {
            return new NettyTransport(new NettyClient(draft.settings(), EventLoops.fastest()));
        }
    }
}
