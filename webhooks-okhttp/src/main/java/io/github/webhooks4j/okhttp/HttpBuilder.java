package io.github.webhooks4j.okhttp;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.NameResolver;
import io.github.webhooks4j.transport.internal.settings.ConnectListener;
import io.github.webhooks4j.transport.internal.settings.SettingsDraft;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The settings that {@link OkHttpTransport} and {@link CallbackClient} have in common. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class HttpBuilder<B extends HttpBuilder<B>>
        permits OkHttpTransport.Builder, CallbackClient.Builder {
    final SettingsDraft draft = new SettingsDraft();

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
        draft.addressPolicy(policy);
        return self();
    }

    /**
     * Sets the deadline for resolving a name, and again for a connection; default: 5 seconds.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
     */
    public B connectTimeout(Duration timeout) {
        draft.connectTimeout(timeout);
        return self();
    }

    /**
     * Sets how long a destination may be silent, or read nothing; default: as long as the exchange may take.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
     */
    public B readTimeout(Duration timeout) {
        draft.readTimeout(timeout);
        return self();
    }

    /**
     * Sets how old a connection may be when another request is sent on it; default: 60 seconds. When a name has moved to another
     * address, requests follow it after that time, under steady traffic too, plus the time that the resolver caches names.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to 1 hour
     */
    public B maxConnectionAge(Duration age) {
        draft.maxConnectionAge(age);
        return self();
    }

    /** Sets the resolver of names; default: {@link NameResolver#system()}. */
    public B nameResolver(NameResolver resolver) {
        draft.nameResolver(resolver);
        return self();
    }

    B trusting(SSLSocketFactory sockets, X509TrustManager manager) {
        draft.trusting(sockets, manager);
        return self();
    }

    B nanoTime(LongSupplier nanoTime) {
        draft.nanoTime(nanoTime);
        return self();
    }

    B connectListener(ConnectListener listener) {
        draft.connectListener(listener);
        return self();
    }
}
