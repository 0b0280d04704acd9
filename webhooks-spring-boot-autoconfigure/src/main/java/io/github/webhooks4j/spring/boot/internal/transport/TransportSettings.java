package io.github.webhooks4j.spring.boot.internal.transport;

import static io.github.webhooks4j.spring.boot.PropertySetter.convert;
import static io.github.webhooks4j.spring.boot.PropertySetter.set;

import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.spring.boot.WebhooksConfigurationException;
import io.github.webhooks4j.spring.boot.WebhooksProperties;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.TlsProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;

/** Applies the properties of the transport to its builder. */
public final class TransportSettings {
    private static final Logger LOG = LoggerFactory.getLogger(TransportSettings.class);

    private TransportSettings() {}

    /**
     * Applies them.
     *
     * @param bundles the SSL bundles of the application
     * @throws WebhooksConfigurationException if one is wrong
     */
    public static OkHttpTransport.Builder apply(
            WebhooksProperties.Transport properties,
            ObjectProvider<SslBundles> bundles,
            OkHttpTransport.Builder builder) {
        set("webhooks.transport.connect-timeout", properties.connectTimeout(), builder::connectTimeout);
        set("webhooks.transport.read-timeout", properties.readTimeout(), builder::readTimeout);
        set("webhooks.transport.max-connection-age", properties.maxConnectionAge(), builder::maxConnectionAge);
        if (properties.refuseUnresolvedNames()) {
            builder.refuseUnresolvedNames();
        }
        if (properties.httpsOnly()) {
            builder.httpsOnly();
        }
        proxy(properties, builder);
        set("webhooks.transport.http2", properties.http2(), hosts -> builder.http2(hosts.toArray(String[]::new)));
        var tls = new TlsBundles(bundles);
        if (properties.tlsBundle() != null) {
            builder.tls(tls.profile("webhooks.transport.tls-bundle", properties.tlsBundle()));
        }
        properties.tlsProfiles().forEach((name, bundle) -> {
            String property = "webhooks.transport.tls-profiles." + name;
            TlsProfile profile = tls.profile(property, bundle);
            set(property, profile, value -> builder.tls(name, value));
        });
        return builder.addressPolicy(policy(properties));
    }

    private static AddressPolicy policy(WebhooksProperties.Transport properties) {
        var wrong = new ArrayList<String>();
        AddressPolicy policy = AddressPolicy.publicOnly();
        if (properties.allowLoopback()) {
            LOG.warn("webhooks may be sent to this machine: webhooks.transport.allow-loopback is for development");
            policy = AddressPolicy.allowLoopback();
        }
        policy = with(policy, properties.allow(), "webhooks.transport.allow", AddressPolicy::allowing, wrong);
        policy = with(policy, properties.deny(), "webhooks.transport.deny", AddressPolicy::denying, wrong);
        if (!wrong.isEmpty()) {
            throw new WebhooksConfigurationException(
                    "Ranges of addresses are wrong: " + String.join("; ", wrong) + ".",
                    "Write each in CIDR notation, such as 10.1.0.0/16 or fd00::/8, and one address as 10.1.0.1/32 or "
                            + "fd00::1/128.");
        }
        for (String prefix : properties.nat64()) {
            policy = convert("webhooks.transport.nat64", prefix, policy::withNat64);
        }
        return policy;
    }

    private static AddressPolicy with(
            AddressPolicy policy,
            List<String> ranges,
            String property,
            BiFunction<AddressPolicy, String, AddressPolicy> change,
            List<String> wrong) {
        AddressPolicy changed = policy;
        for (String range : ranges) {
            try {
                changed = change.apply(changed, range);
            } catch (IllegalArgumentException e) {
                wrong.add(property + ": " + e.getMessage());
            }
        }
        return changed;
    }

    private static void proxy(WebhooksProperties.Transport properties, OkHttpTransport.Builder builder) {
        if (properties.proxy() != null) {
            EgressProxy proxy = proxy(properties.proxy());
            builder.egressProxy(convert(
                    "webhooks.transport.proxy-except",
                    properties.proxyExcept(),
                    hosts -> proxy.except(hosts.toArray(String[]::new))));
        } else if (!properties.proxyExcept().isEmpty()) {
            throw new WebhooksConfigurationException(
                    "webhooks.transport.proxy-except is set, but webhooks.transport.proxy is not.",
                    "Set webhooks.transport.proxy to the host and port of the egress proxy.");
        }
    }

    private static EgressProxy proxy(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        try {
            return EgressProxy.of(
                    hostAndPort.substring(0, Math.max(colon, 0)), Integer.parseInt(hostAndPort.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            // The value is not shown, since it may have a password.
            throw new WebhooksConfigurationException(
                    "webhooks.transport.proxy must be host:port, without a scheme and credentials.",
                    "Set it to the host and port of the egress proxy, such as proxy.example.com:3128.");
        }
    }
}
