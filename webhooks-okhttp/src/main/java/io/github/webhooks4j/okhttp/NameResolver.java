package io.github.webhooks4j.okhttp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Finds the addresses of a name. Implementations are thread-safe and may block: each look-up runs on a thread of its own and
 * is left behind when its deadline has passed.
 */
@FunctionalInterface
public interface NameResolver {
    /**
     * Returns every address of {@code host}. All of them are judged before one is dialled.
     *
     * @throws UnknownHostException if there is none. Where its message ends, behind the last colon, with the words of the system's
     *     resolver that it got no answer or could not ask, such as "Temporary failure in name resolution", that is a failure of the
     *     sender, {@code RESOLVER_FAILED}, and none of the name; but not for a name that goes on failing so while others resolve
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** Returns the resolver of the JDK, with its cache. */
    static NameResolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
