package io.github.webhooks4j.okhttp;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.okhttp.internal.client.GuardedClient;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.NameResolver;
import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import io.github.webhooks4j.transport.internal.settings.ConnectListener;
import io.github.webhooks4j.transport.internal.settings.SettingsDraft;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Sends requests over HTTP/1.1 with OkHttp. Thread-safe; {@link #exchange} blocks its thread, and the caller bounds how many run
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
        this.client = new GuardedClient(settings);
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
    public static final class Builder {
        private final SettingsDraft draft = new SettingsDraft();

        private Builder() {}

        /** Sets which addresses may be dialled; default: {@link AddressPolicy#publicOnly()}. */
        public Builder addressPolicy(AddressPolicy policy) {
            requireNonNull(policy, "policy");
            return addressPolicy(() -> policy);
        }

        /**
         * Sets the source of the address policy. It is called for each answer of a name server, each connection, and each
         * request on an open connection, so that a change by an operator takes effect at once.
         *
         * @param policy returns the current policy; quick, thread-safe, and never null
         */
        public Builder addressPolicy(Supplier<AddressPolicy> policy) {
            draft.addressPolicy(policy);
            return this;
        }

        /**
         * Sets the deadline for resolving a name, and again for a connection; default: 5 seconds.
         *
         * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
         */
        public Builder connectTimeout(Duration timeout) {
            draft.connectTimeout(timeout);
            return this;
        }

        /**
         * Sets how long a destination may be silent, or read nothing; default: as long as the exchange may take.
         *
         * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
         */
        public Builder readTimeout(Duration timeout) {
            draft.readTimeout(timeout);
            return this;
        }

        /**
         * Sets how old a connection may be when another request is sent on it; default: 60 seconds. When a name has moved to another
         * address, requests follow it after that time, under steady traffic too, plus the time that the resolver caches names.
         *
         * @throws IllegalArgumentException if it is not 1 millisecond to 1 hour
         */
        public Builder maxConnectionAge(Duration age) {
            draft.maxConnectionAge(age);
            return this;
        }

        /** Sets the resolver of names; default: {@link NameResolver#system()}. */
        public Builder nameResolver(NameResolver resolver) {
            draft.nameResolver(resolver);
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

        /** Requires https of every destination; default: http is allowed too. */
        public Builder httpsOnly() {
            draft.httpsOnly();
            return this;
        }

        /**
         * Sets the proxy through which every delivery leaves, and which then resolves and judges the names of destinations, as
         * described at {@link EgressProxy}; default: none. Destinations must then be https.
         */
        public Builder egressProxy(EgressProxy proxy) {
            draft.egressProxy(proxy);
            return this;
        }

        /**
         * Lets {@link OkHttpTransport#check} refuse names that do not resolve, with the same sentence as those that lead to a denied
         * address; default: they are accepted, since a name may be set up later. By default, users who may register URLs can find out
         * which names exist in the internal network: one that leads to a denied address is refused, one that does not exist is
         * accepted. The time that a refusal takes may still reveal something.
         */
        public Builder refuseUnresolvedNames() {
            draft.refuseUnresolvedNames();
            return this;
        }

        /** Returns the transport. */
        public OkHttpTransport build() {
            return new OkHttpTransport(draft.settings());
        }
    }
}
