package io.github.webhooks4j.okhttp;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Clients that are alike but for their connections, each for a part of all hosts. OkHttp goes through every connection of a pool
 * for every call, through those of other hosts too, and those that wait for an answer: with thousands of them in flight, that
 * was most of what a call cost. Thread-safe.
 */
final class Stripes implements AutoCloseable {
    private static final int STRIPES = 64;
    private static final int MAX_IDLE_PER_STRIPE = 64;
    // Many servers (Node.js, Apache httpd, Uvicorn) close idle connections after 5 s, and a request on one that they
    // have just closed is a lost attempt, since nothing is sent twice.
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final List<OkHttpClient> clients;

    Stripes(OkHttpClient pattern) {
        this.clients = Stream.generate(() -> pattern.newBuilder()
                        .connectionPool(new ConnectionPool(MAX_IDLE_PER_STRIPE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS))
                        .dispatcher(new Dispatcher())
                        .build())
                .limit(STRIPES)
                .toList();
    }

    /** Returns the client for a URL: the same for the same host and port. */
    OkHttpClient of(HttpUrl url) {
        int hash = 31 * url.host().hashCode() + url.port();
        return clients.get(Math.floorMod(hash ^ hash >>> 16, STRIPES));
    }

    /** Calls off what is in flight and closes what is idle. */
    @Override
    public void close() {
        for (OkHttpClient client : clients) {
            client.dispatcher().cancelAll();
            client.connectionPool().evictAll();
        }
    }
}
