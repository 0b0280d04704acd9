package io.github.webhooks4j.spring.boot;

import static io.github.webhooks4j.spring.boot.PropertySetter.set;

import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.EgressProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the properties of the transport to its builder. */
final class TransportSettings {
    private static final Logger LOG = LoggerFactory.getLogger(TransportSettings.class);

    private TransportSettings() {}

    static OkHttpTransport.Builder apply(WebhooksProperties.Transport properties, OkHttpTransport.Builder builder) {
        set("webhooks.transport.connect-timeout", properties.connectTimeout(), builder::connectTimeout);
        set("webhooks.transport.read-timeout", properties.readTimeout(), builder::readTimeout);
        set("webhooks.transport.max-connection-age", properties.maxConnectionAge(), builder::maxConnectionAge);
        if (properties.refuseUnresolvedNames()) {
            builder.refuseUnresolvedNames();
        }
        if (properties.httpsOnly()) {
            builder.httpsOnly();
        }
        if (properties.proxy() != null) {
            builder.egressProxy(proxy(properties.proxy()));
        }
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
