package io.github.webhooks4j.okhttp.internal.egress;

import io.github.webhooks4j.okhttp.internal.address.AddressFilter;
import io.github.webhooks4j.okhttp.internal.address.DestinationDeniedException;
import io.github.webhooks4j.okhttp.internal.dns.BoundedResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Direct connections: the name is resolved here, and one denied address denies all. */
public final class DirectEgress implements Egress {
    private static final Logger LOG = LoggerFactory.getLogger(DirectEgress.class);

    private final Supplier<AddressFilter> policy;
    private final BoundedResolver resolver;

    public DirectEgress(Supplier<AddressFilter> policy, BoundedResolver resolver) {
        this.policy = policy;
        this.resolver = resolver;
    }

    @Override
    public Finding probe(String name, int port, Duration within) {
        try {
            addressesOf(name, port, within);
            return Finding.ALLOWED;
        } catch (DestinationDeniedException e) {
            return Finding.DENIED;
        } catch (UnknownHostException e) {
            return Finding.UNRESOLVED;
        }
    }

    @Override
    public List<InetAddress> addressesOf(String host, int port, Duration within) throws UnknownHostException {
        List<InetAddress> addresses = resolver.resolve(host, within);
        AddressFilter current = policy.get();
        for (InetAddress address : addresses) {
            if (!current.allows(address, port)) {
                LOG.debug(
                        "host {} is denied for its address {}, one of {}",
                        host,
                        address.getHostAddress(),
                        addresses.size());
                throw new DestinationDeniedException();
            }
        }
        return addresses;
    }

    @Override
    public boolean allows(InetSocketAddress peer) {
        return policy.get().allows(peer.getAddress(), peer.getPort());
    }
}
