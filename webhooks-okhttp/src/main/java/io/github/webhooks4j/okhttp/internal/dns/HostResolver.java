package io.github.webhooks4j.okhttp.internal.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks the addresses of a host up. Implementations are thread-safe and may block. */
@FunctionalInterface
public interface HostResolver {
    /**
     * Returns every address of {@code host}.
     *
     * @throws UnknownHostException if there is none, or if no name server responded
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
