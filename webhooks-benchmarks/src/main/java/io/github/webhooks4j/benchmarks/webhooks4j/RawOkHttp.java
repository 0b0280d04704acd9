package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import java.io.IOException;
import java.net.URI;
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

/** The bare client: a queue in memory and threads that POST. The queue is lost with the process. */
public final class RawOkHttp implements Subject {
    private static final MediaType JSON = MediaType.get("application/json");

    @Override
    public String name() {
        return "raw-okhttp";
    }

    @Override
    public String tuning() {
        return "a queue in memory, " + SendingLoop.THREADS
                + " threads with synchronous calls on HTTP/1.1, as many connections kept;"
                + " nothing durable, signed, repeated or remembered";
    }

    @Override
    public Running start(Setup setup) {
        return SendingLoop.start(name(), new BareClient(setup));
    }

    private static final class BareClient implements SendingLoop.Client {
        private final List<HttpUrl> urls;
        private final OkHttpClient client = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(SendingLoop.THREADS, 5, TimeUnit.MINUTES))
                .build();

        BareClient(Setup setup) {
            this.urls = setup.destinations().stream()
                    .map(URI::toString)
                    .map(HttpUrl::get)
                    .toList();
        }

        @Override
        public String id(Job job) {
            return job.id();
        }

        @Override
        public void send(String id, Job job) throws IOException {
            Request request = new Request.Builder()
                    .url(urls.get(job.destination()))
                    .header("webhook-id", id)
                    .post(RequestBody.create(job.body(), JSON))
                    .build();
            try (Response response = client.newCall(request).execute()) {
                if (!response.isSuccessful()) {
                    throw new IOException("the receiver must respond 200, was " + response.code());
                }
            }
        }

        @Override
        public void close() {
            client.connectionPool().evictAll();
        }
    }
}
