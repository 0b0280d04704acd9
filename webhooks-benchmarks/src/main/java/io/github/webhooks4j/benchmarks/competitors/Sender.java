package io.github.webhooks4j.benchmarks.competitors;

import io.github.webhooks4j.benchmarks.Setup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The client of every competitor, configured like the bare one. Thread-safe. */
final class Sender implements AutoCloseable {
    private static final MediaType JSON = MediaType.get("application/json");

    private final List<HttpUrl> urls;
    private final OkHttpClient client;
    private volatile boolean closed;

    Sender(Setup setup) {
        this.urls = setup.destinations().stream()
                .map(url -> HttpUrl.get(url.toString()))
                .toList();
        this.client = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                // One connection of each destination can be kept, where there are more destinations than threads.
                .connectionPool(new ConnectionPool(Math.max(Competitors.THREADS, urls.size()), 5, TimeUnit.MINUTES))
                // The only deadline, as of every contender: those of connecting and reading are 10 s by default.
                .callTimeout(setup.deadline())
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .build();
    }

    /**
     * POSTs a body.
     *
     * @throws IOException if the response is not 2xx, or there is none
     */
    void send(String id, int destination, byte[] body) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        Request request = new Request.Builder()
                .url(urls.get(destination))
                .header("webhook-id", id)
                .post(RequestBody.create(body, JSON))
                .build();
        try (Response response = client.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException("the receiver must respond 200, was " + response.code());
            }
        }
    }

    /** Ends the requests that wait for a response, and with them the work of their threads. */
    @Override
    public void close() {
        closed = true;
        client.dispatcher().cancelAll();
        client.connectionPool().evictAll();
    }
}
