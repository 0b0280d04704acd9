package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final int THREADS = 16;
    private static final MediaType JSON = MediaType.get("application/json");

    @Override
    public String name() {
        return "raw-okhttp";
    }

    @Override
    public String tuning() {
        return "a queue in memory, " + THREADS
                + " threads with synchronous calls on HTTP/1.1, as many connections kept;"
                + " nothing durable, signed, repeated or remembered";
    }

    @Override
    public Running start(Setup setup) {
        return new Loop(setup);
    }

    private static final class Loop implements Running {
        private final BlockingQueue<Job> queue = new LinkedBlockingQueue<>();
        private final AtomicInteger left = new AtomicInteger();
        private final List<HttpUrl> urls;
        private final OkHttpClient client = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(THREADS, 5, TimeUnit.MINUTES))
                .build();
        private final List<Thread> threads = new ArrayList<>();

        Loop(Setup setup) {
            this.urls = setup.destinations().stream()
                    .map(URI::toString)
                    .map(HttpUrl::get)
                    .toList();
            for (int i = 0; i < THREADS; i++) {
                var thread = new Thread(this::work, "raw-okhttp-" + i);
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
        }

        @Override
        public List<String> publish(List<Job> jobs) {
            left.addAndGet(jobs.size());
            queue.addAll(jobs);
            return jobs.stream().map(Job::id).toList();
        }

        @Override
        public boolean isDrained() {
            return left.get() == 0;
        }

        @Override
        public void close() {
            threads.forEach(Thread::interrupt);
            client.connectionPool().evictAll();
        }

        private void work() {
            try {
                while (true) {
                    send(queue.take());
                    left.decrementAndGet();
                }
            } catch (InterruptedException | IOException e) {
                // Closed; or the rest is never sent, and the run is void.
            }
        }

        private void send(Job job) throws IOException {
            Request request = new Request.Builder()
                    .url(urls.get(job.destination()))
                    .header("webhook-id", job.id())
                    .post(RequestBody.create(job.body(), JSON))
                    .build();
            try (Response response = client.newCall(request).execute()) {
                if (!response.isSuccessful()) {
                    throw new IOException("the receiver must respond 200, was " + response.code());
                }
            }
        }
    }
}
