package io.github.webhooks4j.okhttp;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.okhttp.internal.client.GuardedClient;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.builder.TransportBuilder;
import io.github.webhooks4j.transport.internal.address.HostPattern;
import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import io.github.webhooks4j.transport.internal.settings.SettingsDraft;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends requests over HTTP/1.1 with OkHttp, and over HTTP/2 to {@linkplain Builder#http2 hosts that have nothing else}. Thread-safe; {@link #exchange} blocks its thread, and the caller bounds how many run
 * at once.
 *
 * <p>Each exchange sends exactly one request: no redirect is followed, nothing is sent again on another connection, and no
 * response makes OkHttp repeat it. Only addresses that the {@link AddressPolicy} allows are dialled, whatever the URL or its name
 * server claims; proxies of the JVM are not used, only {@linkplain Builder#egressProxy one that is set explicitly}. The request
 * carries the headers it is given and those that HTTP needs.
 *
 * <p>A connection carries another request only if it is clean and surely alive: the response before is complete, nothing came after
 * it, and neither its end, a time that was stated, HTTP/1.0 nor its {@linkplain Builder#maxConnectionAge age} forbids it. This is
 * checked just before the request is written, which takes a millisecond.
 *
 * <p>A response counts once its status and headers are complete: when its body then breaks off or does not end before the
 * deadline, the result is {@link DeliveryResult.Response} with what was received of the body; the body of a 2xx is waited for up to
 * 2 seconds, and that of a response to OPTIONS is not read. A final status below 200 or over 599 is no valid response. Each header
 * that is reported is cut to 2,048 characters.
 */
public final class OkHttpTransport implements BlockingTransport, AutoCloseable {
    private final GuardedClient client;

    OkHttpTransport(ClientSettings settings) {
        this(settings, List.of());
    }

    private OkHttpTransport(ClientSettings settings, List<HostPattern> http2Hosts) {
        this.client = new GuardedClient(settings, http2Hosts);
    }

    /** Returns a builder. Every setting has a default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Checks a URL before it is registered; looks its name up for at most 2 seconds, or the connect timeout if that is
     * shorter, and not at all with an egress proxy. A name that does not resolve is accepted, unless {@link
     * Builder#refuseUnresolvedNames} is set. The URL accepted has no user info, which becomes the destination's
     * credentials, and no fragment.
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
    public DeliveryResult exchange(OutboundRequest request) {
        return client.exchange(request);
    }

    /** Aborts all exchanges in flight and closes all connections. Later exchanges are aborted at once. */
    @Override
    public void close() {
        client.close();
    }

    /** Builds an {@link OkHttpTransport}. Not thread-safe. */
    public static final class Builder extends TransportBuilder<Builder> {
        private final SettingsDraft draft;
        private final List<HostPattern> http2Hosts = new ArrayList<>();

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

        /**
         * Adds hosts that have HTTP/2 and nothing else; default: none, and every destination gets HTTP/1.1. With https they
         * may choose HTTP/1.1 too; with http they get HTTP/2 at once (prior knowledge). Each exchange has a connection of
         * its own, which costs a handshake each time.
         *
         * @param hosts each a host such as {@code ci.example.com}, all names below a domain as {@code *.example.com}, or a
         *     range of addresses as {@code 10.1.0.0/16}, for URLs that name an address
         * @throws IllegalArgumentException if one is none of these
         */
        public Builder http2(String... hosts) {
            for (String host : hosts) {
                http2Hosts.add(HostPattern.parse(host));
            }
            return this;
        }

        /** Returns the transport. */
        @Override
        public OkHttpTransport build() {
            return new OkHttpTransport(draft.settings(), http2Hosts);
        }
    }
}
