package io.github.webhooks4j.okhttp;

import static io.github.webhooks4j.okhttp.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class CallingOffTest {
    private final CountDownLatch resolving = new CountDownLatch(1);

    @AutoClose
    private final OkHttpTransport transport = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .nameResolver(this::never)
            .build();

    @Test
    void sends_nothing_on_a_thread_that_is_interrupted_already() throws IOException {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\n\r\n")) {
            Thread.currentThread().interrupt();

            DeliveryResult result = transport.deliver(Requests.to(server.url()));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure(result)).isEqualTo(FailureCode.CALLED_OFF);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void an_interrupt_ends_the_wait_for_an_answer() throws Exception {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            raw.holdOpen();
        })) {
            var attempt = new InterruptibleAttempt(server.url());
            server.awaitRequest();

            assertThat(failure(attempt.interrupt())).isEqualTo(FailureCode.CALLED_OFF);
            assertThat(attempt.wasStillInterrupted).isTrue();
        }
    }

    @Test
    void an_interrupt_ends_a_handshake() throws Exception {
        var connected = new CountDownLatch(1);
        try (var server = new RawServer((raw, socket) -> {
            connected.countDown();
            raw.holdOpen();
        })) {
            var attempt = new InterruptibleAttempt(server.url().replace("http:", "https:"));
            connected.await();

            assertThat(failure(attempt.interrupt())).isEqualTo(FailureCode.CALLED_OFF);
            assertThat(attempt.wasStillInterrupted).isTrue();
        }
    }

    @Test
    void an_interrupt_ends_a_look_up() throws Exception {
        var attempt = new InterruptibleAttempt("http://hooks.test/");
        resolving.await();

        assertThat(failure(attempt.interrupt())).isEqualTo(FailureCode.CALLED_OFF);
        assertThat(attempt.wasStillInterrupted).isTrue();
    }

    @Test
    void close_calls_off_what_is_in_flight_and_what_comes_later() throws Exception {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            raw.holdOpen();
        })) {
            var attempt = new InterruptibleAttempt(server.url());
            server.awaitRequest();

            transport.close();

            assertThat(failure(attempt.result.get(5, TimeUnit.SECONDS))).isEqualTo(FailureCode.CALLED_OFF);
            assertThat(failure(transport.deliver(Requests.to(server.url())))).isEqualTo(FailureCode.CALLED_OFF);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    private List<InetAddress> never(String host) {
        resolving.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    /** A delivery on a thread of its own. */
    private final class InterruptibleAttempt {
        final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        volatile boolean wasStillInterrupted;
        private final Thread thread;

        InterruptibleAttempt(String url) {
            thread = new Thread(() -> {
                DeliveryResult delivered = transport.deliver(Requests.to(url));
                wasStillInterrupted = Thread.currentThread().isInterrupted();
                result.complete(delivered);
            });
            thread.start();
        }

        DeliveryResult interrupt() throws Exception {
            thread.interrupt();
            return result.get(5, TimeUnit.SECONDS);
        }
    }
}
