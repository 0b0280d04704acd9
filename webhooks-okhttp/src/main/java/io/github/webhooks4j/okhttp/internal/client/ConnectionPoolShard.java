package io.github.webhooks4j.okhttp.internal.client;

import io.github.webhooks4j.transport.internal.exchange.KeepAlive;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;

/**
 * A part of all hosts, with a connection pool of its own. For every call OkHttp iterates over every connection of a
 * pool, those of other hosts included, and those that wait for a response: with thousands of them in flight, that was
 * most of the cost of a call.
 */
final class ConnectionPoolShard {
    static final int COUNT = 64;

    private static final int MAX_IDLE_CONNECTIONS = 64;

    private ConnectionPoolShard() {}

    /** Returns the shard of a URL, from 0: the same for the same host and port. */
    static int shardFor(HttpUrl url) {
        int hash = 31 * url.host().hashCode() + url.port();
        return Math.floorMod(hash ^ hash >>> 16, COUNT);
    }

    /** Returns the connection pool of a shard. */
    static ConnectionPool newPool() {
        return new ConnectionPool(MAX_IDLE_CONNECTIONS, KeepAlive.LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }
}
