package io.github.webhooks4j.transport.internal.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One lookup of a name, shared by all callers that wait for it. All fields but the result are guarded by the lock of the
 * resolver.
 */
final class Lookup {
    final String host;
    final String domain;
    final CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
    int waiters;
    boolean started;
    boolean proven;
    long startedAt;

    Lookup(String host) {
        this.host = host;
        this.domain = domain(host);
    }

    /**
     * Returns the last two labels: usually what one owner can register, and so all that one owner needs in order to
     * occupy every place.
     */
    static String domain(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        int last = name.lastIndexOf('.');
        int second = last < 0 ? -1 : name.lastIndexOf('.', last - 1);
        return name.substring(second + 1);
    }
}
