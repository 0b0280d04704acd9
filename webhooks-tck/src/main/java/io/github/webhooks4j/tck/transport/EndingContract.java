package io.github.webhooks4j.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.tck.server.LoopbackServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How an exchange ends before its response: at the deadline, or when it is aborted. */
abstract class EndingContract extends TransportFixture {
    /** Delivers with a deadline that ends long before the patience of the test. */
    private DeliveryResult deliverInTime(LoopbackServer server) {
        long start = System.nanoTime();
        DeliveryResult result = exchange(OutboundRequest.post(server.url("/"), List.of(), BODY, SHORT_DEADLINE));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT_DEADLINE.dividedBy(2), PATIENCE);
        return result;
    }

    /** Returns the transport as one that does not occupy the calling thread. */
    private Transport asynchronous() {
        return transport instanceof BlockingTransport blocking ? new ThreadPerExchange(blocking) : transport;
    }

    private static DeliveryResult next(BlockingQueue<DeliveryResult> results) throws InterruptedException {
        DeliveryResult result = results.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(result).as("result within " + PATIENCE).isNotNull();
        return Objects.requireNonNull(result);
    }

    EndingContract(TransportContract contract) {
        super(contract);
    }

    @Test
    void times_out_at_the_deadline_of_a_destination_that_never_responds() {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.hang();
        })) {
            assertThat(failure(deliverInTime(server))).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void times_out_at_the_deadline_of_a_response_that_never_ends() {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nX-Drip: ");
            connection.drip();
        })) {
            assertThat(failure(deliverInTime(server))).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aborts_a_blocking_exchange_whose_thread_is_interrupted() throws Exception {
        Assumptions.assumeTrue(transport instanceof BlockingTransport);
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.hang();
        })) {
            var result = new AtomicReference<DeliveryResult>();
            var interrupted = new AtomicReference<Boolean>();
            var ended = new CountDownLatch(1);
            var sender = new Thread(() -> {
                result.set(deliver(server));
                interrupted.set(Thread.currentThread().isInterrupted());
                ended.countDown();
            });
            sender.start();
            server.awaitRequests(1, PATIENCE);

            sender.interrupt();

            assertThat(ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(failure(result.get())).isEqualTo(FailureCode.ABORTED);
            assertThat(interrupted.get()).isTrue();
        }
    }

    @Test
    void aborts_a_blocking_exchange_on_a_thread_that_was_interrupted_before() {
        Assumptions.assumeTrue(transport instanceof BlockingTransport);
        try (var server = LoopbackServer.responding(response("200 OK", ""))) {
            Thread.currentThread().interrupt();
            DeliveryResult result = deliver(server);
            boolean interrupted = Thread.interrupted();

            assertThat(failure(result)).isEqualTo(FailureCode.ABORTED);
            assertThat(interrupted).isTrue();
        }
    }

    @Test
    void reports_an_aborted_exchange_once_as_aborted() throws Exception {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.hang();
        })) {
            var results = new LinkedBlockingQueue<DeliveryResult>();
            Exchange exchange =
                    asynchronous().send(OutboundRequest.post(server.url("/"), List.of(), BODY, DEADLINE), results::add);
            server.awaitRequests(1, PATIENCE);

            exchange.abort();
            exchange.abort();

            assertThat(failure(next(results))).isEqualTo(FailureCode.ABORTED);
            exchange.abort();
            // A second result would have been reported by the end of another exchange.
            assertThat(failure(deliver("http://127.0.0.1:" + LoopbackServer.deafPort() + "/")))
                    .isEqualTo(FailureCode.CONNECT_FAILED);
            assertThat(results).isEmpty();
        }
    }

    @Test
    void reports_nothing_more_when_an_exchange_is_aborted_after_its_result() throws Exception {
        try (var server = LoopbackServer.responding(response("200 OK", ""))) {
            var results = new LinkedBlockingQueue<DeliveryResult>();
            Exchange exchange =
                    asynchronous().send(OutboundRequest.post(server.url("/"), List.of(), BODY, DEADLINE), results::add);
            assertThat(answered(next(results)).status()).isEqualTo(200);

            exchange.abort();

            assertThat(answered(deliver(server)).status()).isEqualTo(200);
            assertThat(results).isEmpty();
        }
    }

    @Test
    void aborts_one_exchange_and_no_other() throws Exception {
        var released = new CompletableFuture<Boolean>();
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            released.join();
            connection.write(response("200 OK", ""));
        })) {
            var aborted = new LinkedBlockingQueue<DeliveryResult>();
            var other = new LinkedBlockingQueue<DeliveryResult>();
            var request = OutboundRequest.post(server.url("/"), List.of(), BODY, DEADLINE);
            Exchange exchange = asynchronous().send(request, aborted::add);
            asynchronous().send(request, other::add);
            server.awaitRequests(2, PATIENCE);

            exchange.abort();

            assertThat(failure(next(aborted))).isEqualTo(FailureCode.ABORTED);
            released.complete(true);
            assertThat(answered(next(other)).status()).isEqualTo(200);
        }
    }
}
