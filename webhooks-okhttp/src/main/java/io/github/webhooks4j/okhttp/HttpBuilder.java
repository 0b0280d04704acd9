package io.github.webhooks4j.okhttp;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.okhttp.internal.client.ClientSettings;
import io.github.webhooks4j.okhttp.internal.connection.ConnectListener;
import io.github.webhooks4j.okhttp.internal.connection.TlsTrust;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The settings that {@link OkHttpTransport} and {@link CallbackClient} have in common. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class HttpBuilder<B extends HttpBuilder<B>>
        permits OkHttpTransport.Builder, CallbackClient.Builder {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration OLDEST = Duration.ofHours(1);

    private Supplier<AddressPolicy> addressPolicy = AddressPolicy::publicOnly;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration readTimeout = Duration.ZERO;
    private Duration maxConnectionAge = Duration.ofSeconds(60);
    private NameResolver nameResolver = NameResolver.system();
    private LongSupplier nanoTime = System::nanoTime;
    private ConnectListener connectListener = ConnectListener.NONE;
    private @Nullable TlsTrust trust;

    HttpBuilder() {}

    abstract B self();

    /** Sets which addresses may be dialled; default: {@link AddressPolicy#publicOnly()}. */
    public B addressPolicy(AddressPolicy policy) {
        requireNonNull(policy, "policy");
        return addressPolicy(() -> policy);
    }

    /**
     * Sets the source of the address policy. It is called for each answer of a name server, each connection, and each
     * request on an open connection, so that a change by an operator takes effect at once.
     *
     * @param policy returns the current policy; quick, thread-safe, and never null
     */
    public B addressPolicy(Supplier<AddressPolicy> policy) {
        this.addressPolicy = requireNonNull(policy, "policy");
        return self();
    }

    /**
     * Sets the deadline for resolving a name, and again for a connection; default: 5 seconds.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
     */
    public B connectTimeout(Duration timeout) {
        this.connectTimeout = checked("connectTimeout", timeout, LONGEST);
        return self();
    }

    /**
     * Sets how long a destination may be silent, or read nothing; default: as long as the exchange may take.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
     */
    public B readTimeout(Duration timeout) {
        this.readTimeout = checked("readTimeout", timeout, LONGEST);
        return self();
    }

    /**
     * Sets how old a connection may be when another request is sent on it; default: 60 seconds. When a name has moved to another
     * address, requests follow it after that time, under steady traffic too, plus the time that the resolver caches names.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to 1 hour
     */
    public B maxConnectionAge(Duration age) {
        this.maxConnectionAge = checked("maxConnectionAge", age, OLDEST);
        return self();
    }

    /** Sets the resolver of names; default: {@link NameResolver#system()}. */
    public B nameResolver(NameResolver resolver) {
        this.nameResolver = requireNonNull(resolver, "resolver");
        return self();
    }

    B trusting(SSLSocketFactory sockets, X509TrustManager manager) {
        this.trust = new TlsTrust(sockets, manager);
        return self();
    }

    B nanoTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        return self();
    }

    B connectListener(ConnectListener listener) {
        this.connectListener = listener;
        return self();
    }

    /** Returns the settings of a client, of which the builders add those that only one of them has. */
    ClientSettings settings(
            @Nullable String httpsRule, boolean refusesUnresolvedNames, @Nullable EgressProxy egressProxy) {
        Supplier<AddressPolicy> policy = addressPolicy;
        return new ClientSettings(
                new ClientSettings.Rules(() -> policy.get().filter(), httpsRule, refusesUnresolvedNames),
                new ClientSettings.Limits(connectTimeout, readTimeout, maxConnectionAge),
                new ClientSettings.Network(
                        nameResolver::resolve,
                        egressProxy == null ? null : egressProxy.address(),
                        trust,
                        connectListener,
                        nanoTime));
    }

    static Duration checked(String name, Duration timeout) {
        return checked(name, timeout, LONGEST);
    }

    private static Duration checked(String name, Duration value, Duration longest) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException(name + " must be " + SHORTEST + " to " + longest + ", was " + value);
        }
        return value;
    }
}
