package io.github.webhooks4j.transport.builder;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.NameResolver;
import io.github.webhooks4j.transport.TlsProfile;
import io.github.webhooks4j.transport.internal.settings.SettingsDraft;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The options that all transports of this library have. Each has a default. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract class TransportBuilder<B extends TransportBuilder<B>> {
    private final SettingsDraft draft;

    /** Creates a builder: for the modules of transports only. */
    protected TransportBuilder(SettingsDraft draft) {
        this.draft = requireNonNull(draft, "draft");
    }

    /** Returns this builder. */
    protected abstract B self();

    /** Returns the transport, which the application closes. */
    public abstract Transport build();

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
     * Sets how old a connection may be when another request is sent on it; default: 60 seconds. When a name has moved to
     * another address, requests follow it after that time, under steady traffic too, plus the time that the resolver caches
     * names.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to 1 hour
     */
    public B maxConnectionAge(Duration age) {
        draft.maxConnectionAge(age);
        return self();
    }

    /** Sets the resolver of names, which runs on threads of its own; default: {@link NameResolver#system()}. */
    public B nameResolver(NameResolver resolver) {
        draft.nameResolver(resolver);
        return self();
    }

    /** Requires https of every destination; default: http is allowed too. */
    public B httpsOnly() {
        draft.httpsOnly();
        return self();
    }

    /**
     * Sets the proxy through which deliveries leave, and which then resolves and judges the names of destinations, as
     * described at {@link EgressProxy}; default: none. Destinations must then be https, but for the exceptions of the proxy.
     */
    public B egressProxy(EgressProxy proxy) {
        draft.egressProxy(proxy);
        return self();
    }

    /**
     * Sets which certificates are trusted, and which one is shown to destinations; default: {@link TlsProfile#ofJvm()}.
     *
     * @param profile for all webhooks that name no profile of their own
     */
    public B tls(TlsProfile profile) {
        draft.tls(profile);
        return self();
    }

    /**
     * Adds a TLS profile for the webhooks that {@linkplain io.github.webhooks4j.webhook.WebhookDraft.Builder#tlsProfile name
     * it}: it takes the place of the one for all, and its connections carry no request of other profiles.
     *
     * @param name 1 to 100 characters of {@code [A-Za-z0-9_.-]}
     * @throws IllegalArgumentException if the name breaks this rule, or was added before
     */
    public B tls(String name, TlsProfile profile) {
        draft.tls(name, profile);
        return self();
    }

    /**
     * Lets {@link Transport#check} refuse names that do not resolve, with the same sentence as those that lead to a denied
     * address; default: they are accepted, since a name may be set up later. By default, users who may register URLs can
     * find out which names exist in the internal network: one that leads to a denied address is refused, one that does not
     * exist is accepted. The time that a refusal takes may still reveal something.
     */
    public B refuseUnresolvedNames() {
        draft.refuseUnresolvedNames();
        return self();
    }
}
