package io.github.webhooks4j.okhttp;

import static io.github.webhooks4j.transport.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.tck.server.RawServer;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.Requests;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** On platform threads, and on virtual ones where there are any. */
@Timeout(10)
@ParameterizedClass
@MethodSource("threads")
class AbortTest {
    private static final int FIRST_JDK_WITH_VIRTUAL_THREADS = 21;

    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private ThreadKind threads;

    private final CountDownLatch resolving = new CountDownLatch(1);

    @AutoClose
    private final OkHttpTransport transport = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .nameResolver(this::never)
            .build();

    @Test
    void sends_nothing_on_a_thread_that_is_interrupted_already() throws IOException {
        try (var server = RawServer.responding("HTTP/1.1 200 OK\r\n\r\n")) {
            Thread.currentThread().interrupt();

            DeliveryResult result = transport.exchange(Requests.to(server.url()));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure(result)).isEqualTo(FailureCode.ABORTED);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void an_interrupt_ends_the_wait_for_a_response() throws Exception {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            raw.holdOpen();
        })) {
            var attempt = new InterruptibleAttempt(server.url());
            server.awaitRequest();

            assertThat(failure(attempt.interrupt())).isEqualTo(FailureCode.ABORTED);
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

            assertThat(failure(attempt.interrupt())).isEqualTo(FailureCode.ABORTED);
            assertThat(attempt.wasStillInterrupted).isTrue();
        }
    }

    @Test
    void an_interrupt_ends_a_lookup() throws Exception {
        var attempt = new InterruptibleAttempt("http://hooks.test/");
        resolving.await();

        assertThat(failure(attempt.interrupt())).isEqualTo(FailureCode.ABORTED);
        assertThat(attempt.wasStillInterrupted).isTrue();
    }

    @Test
    void close_aborts_what_is_in_flight_and_what_comes_later() throws Exception {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            raw.holdOpen();
        })) {
            var attempt = new InterruptibleAttempt(server.url());
            server.awaitRequest();

            transport.close();

            assertThat(failure(attempt.result.get(5, TimeUnit.SECONDS))).isEqualTo(FailureCode.ABORTED);
            assertThat(failure(transport.exchange(Requests.to(server.url())))).isEqualTo(FailureCode.ABORTED);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    static Stream<ThreadKind> threads() {
        boolean both = Runtime.version().feature() >= FIRST_JDK_WITH_VIRTUAL_THREADS;
        return Stream.of(ThreadKind.values()).limit(both ? 2 : 1);
    }

    enum ThreadKind {
        PLATFORM {
            @Override
            Thread start(Runnable task) {
                var thread = new Thread(task);
                thread.start();
                return thread;
            }
        },
        VIRTUAL {
            @Override
            Thread start(Runnable task) throws ReflectiveOperationException {
                return (Thread) Thread.class
                        .getMethod("startVirtualThread", Runnable.class)
                        .invoke(null, task);
            }
        };

        abstract Thread start(Runnable task) throws ReflectiveOperationException;
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

        InterruptibleAttempt(String url) throws ReflectiveOperationException {
            thread = threads.start(() -> {
                DeliveryResult delivered = transport.exchange(Requests.to(url));
                wasStillInterrupted = Thread.currentThread().isInterrupted();
                result.complete(delivered);
            });
        }

        DeliveryResult interrupt() throws Exception {
            thread.interrupt();
            return result.get(5, TimeUnit.SECONDS);
        }
    }
}
