package io.github.webhooks4j.transport.internal.egress;

import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.internal.address.HostPattern;
import io.github.webhooks4j.transport.internal.dns.BoundedResolver;
import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which way leads to each destination: the proxy of the operator, or none. Immutable. */
public final class EgressWays {
    private final DirectEgress direct;
    private final @Nullable ProxiedEgress proxied;
    private final List<HostPattern> exceptions;

    public EgressWays(ClientSettings settings, BoundedResolver resolver) {
        EgressProxy proxy = settings.network().proxy();
        this.direct = new DirectEgress(settings.rules().addresses(), resolver);
        this.proxied = proxy == null ? null : new ProxiedEgress(proxy);
        this.exceptions = proxy == null
                ? List.of()
                : proxy.exceptions().stream().map(HostPattern::parse).toList();
    }

    /** Returns the way to a host, as URLs name it: the same each time. */
    public Egress to(String host) {
        return proxied == null || exceptions.stream().anyMatch(pattern -> pattern.matches(host)) ? direct : proxied;
    }
}
