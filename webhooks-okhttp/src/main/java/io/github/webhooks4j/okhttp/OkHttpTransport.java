package io.github.webhooks4j.okhttp;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.agreement.AgreementAnswer;
import io.github.webhooks4j.agreement.AgreementRequest;
import io.github.webhooks4j.delivery.DeliveryRequest;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.transport.Transport;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.HttpUrl;

/**
 * Delivers over HTTP/1.1 with OkHttp. Thread-safe; {@link #deliver} blocks its thread, and how many run at once is the
 * caller's to bound.
 *
 * <p>Per delivery there is exactly one request on the wire: no redirect is followed, nothing is sent again on another
 * connection, and no answer makes OkHttp repeat it. Only addresses that the {@link AddressPolicy} allows are dialled, whatever
 * the URL or its name server says; proxies of the JVM are not used, only {@linkplain Builder#egressProxy one set on purpose}.
 * The request carries the headers it is given and those that
 * HTTP needs.
 *
 * <p>A connection carries another request only if it is clean and surely alive: the answer before is complete, nothing came behind
 * it, and neither its end, a time that was stated, HTTP/1.0 nor its {@linkplain Builder#maxConnectionAge age} forbids it. That is
 * looked at just before the request is written, which takes a millisecond.
 *
 * <p>An answer counts once its status and headers are complete: when its body then breaks off or does not end before the
 * deadline, the result is {@link DeliveryResult.Answered} with what came of the body; for the body of a 2xx at most 2 seconds are
 * waited. A final status below 200 or over 599 is
 * no valid answer. {@code Retry-After} and
 * {@code Location} are cut to 2,048 characters.
 */
public final class OkHttpTransport implements Transport, AutoCloseable {
    private final GuardedClient client;

    private OkHttpTransport(ClientSettings settings) {
        this.client = new GuardedClient(settings);
    }

    /** Returns a builder, in which everything has a default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Judges a URL before it is registered; looks its name up for at most 2 seconds, or the connect timeout if that is
     * shorter, and not at all with an egress proxy. A name that does not resolve is accepted, unless {@link
     * Builder#refuseUnresolvedNames} says otherwise. The URL accepted has no user info, which becomes the destination's
     * credentials, and no fragment.
     */
    @Override
    public DestinationCheck check(String url) {
        try {
            HttpUrl parsed = client.read(url);
            Destination destination = DestinationUrl.destination(parsed);
            if (!client.mayBeRegistered(parsed)) {
                return new DestinationCheck.Refused(
                        "must not lead to a private or otherwise special address", Violation.quote(parsed.host()));
            }
            return new DestinationCheck.Accepted(destination);
        } catch (RefusedUrlException e) {
            return new DestinationCheck.Refused(e.rule(), e.actual());
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>After {@link #close()}, and for a URL that {@link #check} would refuse, nothing is sent.
     */
    @Override
    public DeliveryResult deliver(DeliveryRequest request) {
        return client.post(request);
    }

    @Override
    public AgreementAnswer ask(AgreementRequest request) {
        return client.ask(request);
    }

    /** Calls off what is in flight and closes all connections. Later deliveries are called off at once. */
    @Override
    public void close() {
        client.close();
    }

    /** Builds an {@link OkHttpTransport}. Not thread-safe. */
    public static final class Builder {
        private final ClientSettings settings = new ClientSettings();

        private Builder() {}

        /** Sets which addresses may be dialled; default: {@link AddressPolicy#publicOnly()}. */
        public Builder addressPolicy(AddressPolicy policy) {
            requireNonNull(policy, "policy");
            return addressPolicy(() -> policy);
        }

        /**
         * Sets where to ask which addresses may be dialled: anew for each answer of a name server, each connection, and each
         * request on an open one, so that what an operator denies is denied from then on.
         *
         * @param policy gives the policy of the moment; quick, thread-safe, and never null
         */
        public Builder addressPolicy(Supplier<AddressPolicy> policy) {
            settings.addressPolicy = requireNonNull(policy, "policy");
            return this;
        }

        /** Demands https of every destination; default: http is allowed too. */
        public Builder httpsOnly() {
            settings.httpsOnly = true;
            return this;
        }

        /**
         * Sets the proxy through which every delivery leaves, and which then resolves and judges the names of destinations, as
         * {@link EgressProxy} says; default: none. Destinations must then be https.
         */
        public Builder egressProxy(EgressProxy proxy) {
            settings.egressProxy = requireNonNull(proxy, "proxy");
            return this;
        }

        /**
         * Sets the deadline of a whole exchange, from name resolution to the last byte read; default: 20 seconds.
         *
         * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
         */
        public Builder callTimeout(Duration timeout) {
            settings.callTimeout(timeout);
            return this;
        }

        /**
         * Sets the deadline for resolving a name, and again for a connection; default: 5 seconds.
         *
         * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
         */
        public Builder connectTimeout(Duration timeout) {
            settings.connectTimeout(timeout);
            return this;
        }

        /**
         * Sets how long a destination may be silent, or take in nothing; default: as long as the call may last.
         *
         * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
         */
        public Builder readTimeout(Duration timeout) {
            settings.readTimeout(timeout);
            return this;
        }

        /**
         * Sets how old a connection may be when another request goes out on it; default: 60 seconds. A name that has moved to another
         * address is followed after that time, under steady traffic too, and what the resolver caches comes on top.
         *
         * @throws IllegalArgumentException if it is not 1 millisecond to 1 hour
         */
        public Builder maxConnectionAge(Duration age) {
            settings.maxConnectionAge(age);
            return this;
        }

        /**
         * Lets {@link OkHttpTransport#check} refuse names that do not resolve, with the same sentence as those that lead to a denied
         * address; default: they are accepted, since a name may be set up later. Otherwise whoever may register URLs can tell which
         * names exist in the network inside: one that leads to a denied address is refused, one that does not exist is accepted. The
         * time that a refusal takes may still tell something.
         */
        public Builder refuseUnresolvedNames() {
            settings.refusesUnresolvedNames = true;
            return this;
        }

        /** Sets what looks names up; default: {@link NameResolver#system()}. */
        public Builder nameResolver(NameResolver resolver) {
            settings.nameResolver = requireNonNull(resolver, "resolver");
            return this;
        }

        /** Returns the transport. */
        public OkHttpTransport build() {
            return new OkHttpTransport(settings);
        }

        Builder trusting(SSLSocketFactory sockets, X509TrustManager trust) {
            settings.tls = new ClientSettings.Tls(sockets, trust);
            return this;
        }

        Builder nanoTime(LongSupplier nanoTime) {
            settings.nanoTime = nanoTime;
            return this;
        }

        Builder dialling(GuardedSocketFactory.Dialling dialling) {
            settings.dialling = dialling;
            return this;
        }
    }
}
