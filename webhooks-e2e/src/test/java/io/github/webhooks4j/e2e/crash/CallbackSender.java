package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.DeliveryId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends callbacks to any node that serves, as a load balancer would, and repeats each until it gets a final response: a receiver
 * that stops earlier loses its chain by its own fault. Thread-safe.
 */
final class CallbackSender implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int PAUSE_MILLIS = 100;

    private final Book book;
    private final Supplier<Optional<URI>> node;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final AtomicInteger pending = new AtomicInteger();
    private volatile boolean closed;

    /**
     * Creates a sender.
     *
     * @param node chooses the node for each try; empty while there is none
     */
    CallbackSender(Book book, Supplier<Optional<URI>> node) {
        this.book = book;
        this.node = node;
    }

    /** Returns how many callbacks have no final response yet. */
    int pending() {
        return pending.get();
    }

    /**
     * Sends a callback.
     *
     * @param delay how long to wait before the first try
     * @param onFinalResponse runs once there is a final response
     */
    void send(DeliveryId delivery, String path, Callback callback, Duration delay, Runnable onFinalResponse) {
        pending.incrementAndGet();
        schedule(new Sending(delivery, path, callback, onFinalResponse), delay.toMillis());
    }

    private void schedule(Sending sending, long millis) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> attempt(sending));
    }

    private void attempt(Sending sending) {
        if (closed) {
            return;
        }
        Optional<URI> to = node.get();
        if (to.isEmpty()) {
            schedule(sending, PAUSE_MILLIS);
            return;
        }
        book.of(sending.delivery).callingBack(sending.callback.state());
        HttpRequest request = HttpRequest.newBuilder(to.get().resolve(sending.path))
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(sending.callback.toJson()))
                .build();
        var unused = client.sendAsync(request, BodyHandlers.discarding())
                .whenComplete((response, failure) -> end(sending, response == null ? null : response.statusCode()));
    }

    private void end(Sending sending, @Nullable Integer status) {
        if (status == null || status == 503) {
            schedule(sending, PAUSE_MILLIS);
            return;
        }
        if (status != 200 && status != 409 && status != 410) {
            book.fault("the callback of delivery " + sending.delivery + " got the response " + status);
        }
        book.of(sending.delivery).calledBack(sending.callback.state(), status);
        pending.decrementAndGet();
        sending.onFinalResponse.run();
    }

    @Override
    public void close() {
        closed = true;
    }

    private record Sending(DeliveryId delivery, String path, Callback callback, Runnable onFinalResponse) {}
}
