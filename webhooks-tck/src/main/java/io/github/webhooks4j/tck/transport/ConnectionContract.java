package io.github.webhooks4j.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.tck.server.LoopbackServer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Which connections a transport uses again. */
abstract class ConnectionContract extends TransportFixture {
    private static final String POOLED = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    ConnectionContract(TransportContract contract) {
        super(contract);
    }

    @Test
    void sends_nothing_again_when_a_pooled_connection_breaks() {
        try (var server = new LoopbackServer(connection -> {
            if (connection.read() != null) {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                connection.read();
            }
        })) {
            assertThat(answered(deliver(server)).body()).isEqualTo("ok");

            DeliveryResult second = deliver(server);

            // A transport without a pool has a new connection here, and its response.
            boolean isLost = second instanceof NoResponse lost && lost.code() == FailureCode.REUSED_CONNECTION_LOST;
            assertThat(isLost || second instanceof Response).isTrue();
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void uses_no_pooled_connection_that_ended_while_it_was_idle() throws InterruptedException {
        var ended = new Semaphore(0);
        try (var server = new LoopbackServer(connection -> {
            if (connection.read() != null) {
                connection.write(POOLED);
                connection.close();
                ended.release();
            }
        })) {
            for (int i = 0; i < 3; i++) {
                assertThat(answered(deliver(server)).status()).isEqualTo(200);
                assertThat(ended.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                        .isTrue();
            }
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void takes_no_unsolicited_bytes_as_a_response() {
        for (String unsolicited : List.of("\n", POOLED, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            var first = new AtomicBoolean(true);
            try (var server = new LoopbackServer(connection -> {
                while (connection.read() != null) {
                    connection.write(
                            first.getAndSet(false)
                                    ? POOLED + unsolicited
                                    : "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
                }
            })) {
                assertThat(answered(deliver(server)).status()).isEqualTo(200);

                assertThat(answered(deliver(server)).status()).as(unsolicited).isEqualTo(500);
                assertThat(server.requests()).hasSize(2);
            }
        }
    }

    @Test
    void pools_no_connection_of_http_1_0() {
        try (var server = LoopbackServer.responding("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            for (int i = 0; i < 3; i++) {
                assertThat(answered(deliver(server)).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void opens_a_new_connection_for_a_request_that_needs_one() {
        try (var server = new LoopbackServer(connection -> {
            while (connection.read() != null) {
                connection.write(POOLED);
            }
        })) {
            deliver(server);
            int connections = server.connections();

            exchange(OutboundRequest.post(server.url("/hook"), List.of(), BODY, DEADLINE)
                    .onNewConnection());

            assertThat(server.connections()).isEqualTo(connections + 1);
        }
    }
}
