package io.github.webhooks4j.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Looks up the addresses of a name. Implementations are thread-safe and may block: each lookup runs on a thread of its
 * own and is abandoned at its deadline.
 */
@FunctionalInterface
public interface NameResolver {
    /**
     * Returns every address of {@code host}. All of them are checked before one is dialled.
     *
     * @throws UnknownHostException if there is none. If its message ends, after the last colon, with the words with
     *     which the system's resolver reports that no name server responded or could be asked, such as "Temporary
     *     failure in name resolution", the failure is one of the sender, {@code RESOLVER_FAILED}, and not of the name;
     *     but not for a name that continues to fail in this way while others resolve
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /**
     * Returns the resolver of the JDK, with its cache. Names are looked up as they are: no search domain of the system is
     * appended to a name that has a dot, so that the name of a destination cannot lead to one of the internal network. Names
     * in the system's file of hosts are found.
     */
    static NameResolver system() {
        return new SystemResolver();
    }
}
