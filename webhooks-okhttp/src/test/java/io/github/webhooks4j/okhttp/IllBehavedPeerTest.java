package io.github.webhooks4j.okhttp;

import static io.github.webhooks4j.okhttp.Requests.answered;
import static io.github.webhooks4j.okhttp.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryRequest;
import io.github.webhooks4j.delivery.DeliveryResult.Answered;
import io.github.webhooks4j.delivery.FailureCode;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class IllBehavedPeerTest {
    static final List<String> NO_VALID_HTTP = List.of(
            "SSH-2.0-OpenSSH_9.2 inside-host\r\n",
            "220 mail.inside ESMTP\r\n",
            "-ERR unknown command\r\n",
            "HTTP/1.1 2x0 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
            "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
            "HTTP/1.1 999 Odd\r\n\r\n",
            "HTTP/1.1 007 Odd\r\n\r\n");
    private static final Duration CALL_TIMEOUT = Duration.ofMillis(400);
    private static final Duration SLACK = Duration.ofSeconds(2);

    @AutoClose
    private final OkHttpTransport transport = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .callTimeout(CALL_TIMEOUT)
            .build();

    @AutoClose
    private final OkHttpTransport patient = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .build();

    @ParameterizedTest
    @FieldSource("NO_VALID_HTTP")
    void what_is_no_valid_http_is_one_code(String answer) throws IOException {
        try (var server = RawServer.answering(answer)) {
            assertThat(failure(transport.deliver(Requests.to(server.url())))).isEqualTo(FailureCode.INVALID_RESPONSE);

            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @FieldSource("NO_VALID_HTTP")
    void what_is_no_valid_http_leaves_no_connection_open(String answer) throws Exception {
        var hungUp = new CountDownLatch(1);
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, answer);
            if (socket.getInputStream().read() < 0) {
                hungUp.countDown();
            }
        })) {
            patient.deliver(Requests.to(server.url()));

            assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"})
    void an_answer_that_ends_before_its_headers_do_is_a_lost_connection(String answer) throws IOException {
        try (var server = RawServer.answering(answer)) {
            assertThat(failure(transport.deliver(Requests.to(server.url())))).isEqualTo(FailureCode.CONNECTION_LOST);

            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void a_reset_is_a_lost_connection() throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            socket.setSoLinger(true, 0);
        })) {
            assertThat(failure(transport.deliver(Requests.to(server.url())))).isEqualTo(FailureCode.CONNECTION_LOST);

            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void a_closed_port_is_a_failed_connection() throws IOException {
        var server = RawServer.answering("");
        String url = server.url();
        server.close();

        assertThat(failure(transport.deliver(Requests.to(url)))).isEqualTo(FailureCode.CONNECT_FAILED);
    }

    @Test
    void a_status_counts_even_if_its_body_breaks_off() throws IOException {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")) {
            Answered answer = answered(transport.deliver(Requests.to(server.url())));

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
            Answered answer = answered(transport.deliver(Requests.to(server.url())));

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("half");
            assertThat(answer.timing().total()).isBetween(CALL_TIMEOUT, CALL_TIMEOUT.plus(SLACK));
        }
    }

    @Test
    void does_not_wait_for_what_it_would_not_keep() throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + "a".repeat(4096));
            raw.holdOpen();
        })) {
            Answered answer = answered(patient.deliver(Requests.to(server.url())));

            assertThat(answer.body()).isEqualTo("a".repeat(4096));
            assertThat(answer.timing().total()).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void cuts_headers_that_are_stored() throws IOException {
        try (var server = RawServer.answering("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nRetry-After: "
                + "1".repeat(5000) + "\r\nLocation: /" + "a".repeat(100_000) + "\r\n\r\n")) {
            Answered answer = answered(transport.deliver(Requests.to(server.url())));

            assertThat(answer.retryAfter()).isEqualTo("1".repeat(2048));
            assertThat(answer.location()).isEqualTo("/" + "a".repeat(2047));
        }
    }

    @Test
    void keeps_the_first_4_kib_of_a_body_of_10_mb() throws IOException {
        try (var server =
                RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n" + "a".repeat(10_000_000))) {
            assertThat(answered(transport.deliver(Requests.to(server.url()))).body())
                    .isEqualTo("a".repeat(4096));
        }
    }

    @Test
    void keeps_the_first_4_kib_of_a_body_without_end() throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (raw.isOpen()) {
                RawServer.write(socket, "400\r\n" + "b".repeat(1024) + "\r\n");
            }
        })) {
            Answered answer = answered(patient.deliver(Requests.to(server.url())));

            assertThat(answer.body()).isEqualTo("b".repeat(4096));
            assertThat(answer.timing().total()).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void does_not_inflate_a_body_that_is_compressed_unasked() throws IOException {
        try (var server = RawServer.answering(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u001f\u008b\b\0")) {
            assertThat(answered(transport.deliver(Requests.to(server.url()))).body())
                    .isEqualTo("\u001f\ufffd\b\0");
        }
    }

    @Test
    void replaces_what_is_not_utf_8() throws IOException {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\u00ffb")) {
            assertThat(answered(transport.deliver(Requests.to(server.url()))).body())
                    .isEqualTo("a\ufffdb");
        }
    }

    @Test
    void a_peer_that_never_answers_times_out() throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            raw.holdOpen();
        })) {
            var result = transport.deliver(Requests.to(server.url()));

            assertThat(failure(result)).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(result.timing().total()).isBetween(CALL_TIMEOUT, CALL_TIMEOUT.plus(SLACK));
            assertThat(result.timing().waiting()).isPositive();
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void a_peer_that_is_silent_for_longer_than_the_read_timeout_times_out() throws IOException {
        try (var listener = OkHttpTransport.builder()
                        .addressPolicy(AddressPolicy.allowLoopback())
                        .readTimeout(Duration.ofMillis(250))
                        .build();
                var server = new RawServer((raw, socket) -> raw.holdOpen())) {
            var result = listener.deliver(Requests.to(server.url()));

            assertThat(failure(result)).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(result.timing().total()).isBetween(Duration.ofMillis(250), SLACK);
        }
    }

    @Test
    void headers_that_drip_do_not_outlast_the_deadline() throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nX-Drip: ");
            while (raw.isOpen(Duration.ofMillis(20))) {
                RawServer.write(socket, "a");
            }
        })) {
            var result = transport.deliver(Requests.to(server.url()));

            assertThat(failure(result)).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(result.timing().total()).isBetween(CALL_TIMEOUT, CALL_TIMEOUT.plus(SLACK));
        }
    }

    @Test
    void a_peer_that_takes_in_nothing_does_not_outlast_the_deadline() throws IOException {
        try (var server = new RawServer((raw, socket) -> raw.holdOpen())) {
            var result = transport.deliver(new DeliveryRequest(server.url(), List.of(), new byte[64 << 20]));

            assertThat(failure(result)).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(result.timing().total()).isBetween(CALL_TIMEOUT, CALL_TIMEOUT.plus(SLACK));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103, 150})
    void a_flood_of_interim_answers_ends(int status) throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            flood(raw, socket, "HTTP/1.1 " + status + " Wait\r\n\r\n");
        })) {
            var result = transport.deliver(Requests.to(server.url()));

            assertThat(failure(result)).isIn(FailureCode.CONNECTION_LOST, FailureCode.TIMED_OUT);
            assertThat(result.timing().total()).isLessThan(CALL_TIMEOUT.plus(SLACK));
        }
    }

    @Test
    void headers_without_end_end() throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\n");
            flood(raw, socket, "X-More: and more\r\n");
        })) {
            var result = transport.deliver(Requests.to(server.url()));

            assertThat(failure(result)).isIn(FailureCode.CONNECTION_LOST, FailureCode.TIMED_OUT);
            assertThat(result.timing().total()).isLessThan(CALL_TIMEOUT.plus(SLACK));
        }
    }

    private static void flood(RawServer server, Socket socket, String text) throws IOException {
        while (server.isOpen()) {
            RawServer.write(socket, text.repeat(100));
        }
    }
}
