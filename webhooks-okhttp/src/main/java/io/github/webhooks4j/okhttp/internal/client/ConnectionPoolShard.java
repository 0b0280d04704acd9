package io.github.webhooks4j.okhttp.internal.client;

import io.github.webhooks4j.okhttp.internal.connection.KeepAlive;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;

/**
 * A part of all hosts, with connections of its own. OkHttp goes through every connection of a pool for every call, through those
 * of other hosts too, and those that wait for an answer: with thousands of them in flight, that was most of what a call cost.
 */
final class ConnectionPoolShard {
    static final int COUNT = 64;

    private static final int MAX_IDLE_CONNECTIONS = 64;

    private ConnectionPoolShard() {}

    /** Returns which stripe a URL is in, from 0: the same for the same host and port. */
    static int shardFor(HttpUrl url) {
        int hash = 31 * url.host().hashCode() + url.port();
        return Math.floorMod(hash ^ hash >>> 16, COUNT);
    }

    /** Returns a stripe's connections. */
    static ConnectionPool newPool() {
        return new ConnectionPool(MAX_IDLE_CONNECTIONS, KeepAlive.LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }
}
