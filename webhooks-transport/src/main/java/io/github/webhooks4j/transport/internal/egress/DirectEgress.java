package io.github.webhooks4j.transport.internal.egress;

import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.internal.address.DestinationDeniedException;
import io.github.webhooks4j.transport.internal.dns.BoundedResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Direct connections: the name is resolved here, and one denied address denies all. */
public final class DirectEgress implements Egress {
    private static final Logger LOG = LoggerFactory.getLogger(DirectEgress.class);

    private final Supplier<AddressPolicy> policy;
    private final BoundedResolver resolver;
    private final Consumer<String> log;

    public DirectEgress(Supplier<AddressPolicy> policy, BoundedResolver resolver) {
        this(policy, resolver, LOG::debug);
    }

    DirectEgress(Supplier<AddressPolicy> policy, BoundedResolver resolver, Consumer<String> log) {
        this.log = log;
        this.policy = policy;
        this.resolver = resolver;
    }

    @Override
    public Target target(String host, int port) {
        return new Target(host, port);
    }

    @Override
    public Finding probe(String name, int port, Duration within) {
        try {
            checked(target(name, port), resolver.resolve(name, within));
            return Finding.ALLOWED;
        } catch (DestinationDeniedException e) {
            return Finding.DENIED;
        } catch (UnknownHostException e) {
            return Finding.UNRESOLVED;
        }
    }

    @Override
    public List<InetAddress> checked(Target target, List<InetAddress> found) throws DestinationDeniedException {
        AddressPolicy current = policy.get();
        for (InetAddress address : found) {
            if (!current.allows(address, target.port())) {
                // In the log only: an owner must not learn the addresses of the internal network.
                log.accept("host " + target.host() + " is denied for its address " + address.getHostAddress()
                        + ", one of " + found.size());
                throw new DestinationDeniedException();
            }
        }
        return found;
    }

    @Override
    public boolean allows(InetSocketAddress peer) {
        return policy.get().allows(peer.getAddress(), peer.getPort());
    }
}
