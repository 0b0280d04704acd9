package io.github.webhooks4j.okhttp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Straight to the destination: we resolve its name, and one denied address denies the whole answer. */
final class DirectEgress implements Egress {
    private final Supplier<AddressPolicy> policy;
    private final BoundedResolver resolver;

    DirectEgress(Supplier<AddressPolicy> policy, BoundedResolver resolver) {
        this.policy = policy;
        this.resolver = resolver;
    }

    @Override
    public boolean denies(String name, int port, Duration within) {
        try {
            addressesOf(name, port, within);
            return false;
        } catch (DestinationDeniedException e) {
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public List<InetAddress> addressesOf(String host, int port, Duration within) throws UnknownHostException {
        List<InetAddress> addresses = resolver.resolve(host, within);
        AddressPolicy current = policy.get();
        if (!addresses.stream().allMatch(address -> current.allows(address, port))) {
            throw new DestinationDeniedException();
        }
        return addresses;
    }

    @Override
    public boolean allows(InetSocketAddress peer) {
        return policy.get().allows(peer.getAddress(), peer.getPort());
    }
}
