package io.github.webhooks4j.transport;

import static io.github.webhooks4j.transport.Requests.answered;
import static io.github.webhooks4j.transport.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.tck.server.RawServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is stored of responses, and when they count; what is true of every attempt is in {@link HostileServersContract}. */
abstract class IllBehavedPeerContract extends GuardedFixture {
    private static final Duration DEADLINE = Duration.ofMillis(400);
    private static final Duration SLACK = Duration.ofSeconds(2);

    @AutoClose
    private final TestedTransport transport =
            builder().addressPolicy(AddressPolicy.allowLoopback()).build();

    IllBehavedPeerContract(GuardedTransportContract contract) {
        super(contract);
    }

    @Test
    void a_closed_port_is_a_failed_connection() throws IOException {
        var server = RawServer.responding("");
        String url = server.url();
        server.close();

        assertThat(failure(transport.exchange(Requests.to(url)))).isEqualTo(FailureCode.CONNECT_FAILED);
    }

    @Test
    void a_status_counts_even_if_its_body_breaks_off() throws IOException {
        try (var server = RawServer.responding("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")) {
            Response answer = answered(transport.exchange(Requests.to(server.url(), DEADLINE)));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("half");
        }
    }

    @Test
    void a_status_counts_even_if_its_body_never_ends() throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nhalf");
            raw.holdOpen();
        })) {
            Response answer = answered(transport.exchange(Requests.to(server.url(), DEADLINE)));

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("half");
            assertThat(answer.timing().total()).isBetween(DEADLINE, DEADLINE.plus(SLACK));
        }
    }

    @Test
    void does_not_wait_for_what_it_would_not_keep() throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + "a".repeat(4096));
            raw.holdOpen();
        })) {
            Response answer = answered(transport.exchange(Requests.to(server.url())));

            assertThat(answer.body()).isEqualTo("a".repeat(4096));
            assertThat(answer.timing().total()).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void cuts_headers_that_are_stored() throws IOException {
        try (var server = RawServer.responding("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nRetry-After: "
                + "1".repeat(5000) + "\r\nLocation: /" + "a".repeat(100_000) + "\r\n\r\n")) {
            Response answer = answered(transport.exchange(Requests.to(server.url(), DEADLINE)));

            assertThat(answer.retryAfter()).isEqualTo("1".repeat(2048));
            assertThat(answer.location()).isEqualTo("/" + "a".repeat(2047));
        }
    }

    @Test
    void reads_the_first_4_kib_of_a_body_of_10_mb() throws IOException {
        try (var server =
                RawServer.responding("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n" + "a".repeat(10_000_000))) {
            assertThat(answered(transport.exchange(Requests.to(server.url(), DEADLINE)))
                            .body())
                    .isEqualTo("a".repeat(4096));
        }
    }

    @Test
    void reads_the_first_4_kib_of_a_body_without_end() throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (raw.isOpen()) {
                RawServer.write(socket, "400\r\n" + "b".repeat(1024) + "\r\n");
            }
        })) {
            Response answer = answered(transport.exchange(Requests.to(server.url())));

            assertThat(answer.body()).isEqualTo("b".repeat(4096));
            assertThat(answer.timing().total()).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void does_not_inflate_a_body_that_is_compressed_unasked() throws IOException {
        try (var server = RawServer.responding(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u001f\u008b\b\0")) {
            assertThat(answered(transport.exchange(Requests.to(server.url(), DEADLINE)))
                            .body())
                    .isEqualTo("\u001f\ufffd\b\0");
        }
    }

    @Test
    void replaces_what_is_not_utf_8() throws IOException {
        try (var server = RawServer.responding("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\u00ffb")) {
            assertThat(answered(transport.exchange(Requests.to(server.url(), DEADLINE)))
                            .body())
                    .isEqualTo("a\ufffdb");
        }
    }

    @Test
    void a_peer_that_never_responds_times_out() throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            raw.holdOpen();
        })) {
            var result = transport.exchange(Requests.to(server.url(), DEADLINE));

            assertThat(failure(result)).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(result.timing().total()).isBetween(DEADLINE, DEADLINE.plus(SLACK));
            assertThat(result.timing().timeToFirstByte()).isPositive();
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void a_peer_that_is_silent_for_longer_than_the_read_timeout_times_out() throws IOException {
        try (var listener = builder()
                        .addressPolicy(AddressPolicy.allowLoopback())
                        .readTimeout(Duration.ofMillis(250))
                        .build();
                var server = new RawServer((raw, socket) -> raw.holdOpen())) {
            var result = listener.exchange(Requests.to(server.url()));

            assertThat(failure(result)).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(result.timing().total()).isBetween(Duration.ofMillis(250), SLACK);
        }
    }
}
