package io.github.webhooks4j.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.RetryAfter;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.tck.server.LoopbackServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a transport reports of a response, or of none. */
abstract class ResponseContract extends TransportFixture {
    ResponseContract(TransportContract contract) {
        super(contract);
    }

    @Test
    void reports_status_and_body_of_the_response() {
        try (var server = LoopbackServer.responding(response("202 Accepted", "", "queued – 構築"))) {
            Response answered = answered(deliver(server));

            assertThat(answered.status()).isEqualTo(202);
            assertThat(answered.body()).isEqualTo("queued – 構築");
            assertThat(answered.retryAfter()).isNull();
            assertThat(answered.location()).isNull();
            assertThat(answered.timing().total()).isBetween(Duration.ofNanos(1), DEADLINE);
        }
    }

    @Test
    void reports_a_response_without_a_body() {
        try (var server = LoopbackServer.responding("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")) {
            Response answered = answered(deliver(server));

            assertThat(answered.status()).isEqualTo(204);
            assertThat(answered.body()).isEmpty();
        }
    }

    @Test
    void reports_retry_after_as_it_was_received() {
        String date = "Fri, 02 Jan 2026 00:00:00 GMT";
        try (var server =
                LoopbackServer.responding(response("429 Too Many Requests", "Retry-After: " + date + "\r\n"))) {
            assertThat(answered(deliver(server)).retryAfter()).isEqualTo(date);
        }
    }

    @Test
    void counts_a_status_as_soon_as_its_head_is_complete() throws Exception {
        for (String head : List.of(
                "204 No Content\r\nContent-Length: 5",
                "205 Reset Content\r\nContent-Length: 5",
                "407 Proxy Authentication Required\r\nContent-Length: 0",
                "503 Service Unavailable\r\nRetry-After: 2147483648\r\nContent-Length: 0",
                "503 Service Unavailable\r\nRetry-After: 99999999999999999999\r\nContent-Length: 0",
                "200 OK\r\nContent-Length: 5")) {
            try (var server = new LoopbackServer(connection -> {
                connection.read();
                connection.write("HTTP/1.1 " + head + "\r\n\r\n");
                connection.hang();
            })) {
                assertThat(answered(deliver(server)).status())
                        .as(head)
                        .isEqualTo(Integer.parseInt(head.substring(0, 3)));
                assertThat(server.requests()).hasSize(1);
            }
        }
    }

    @Test
    void waits_no_more_than_a_few_seconds_for_the_body_of_a_success() {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nha");
            connection.hang();
        })) {
            Response answered =
                    answered(exchange(OutboundRequest.post(server.url("/"), List.of(), BODY, Duration.ofSeconds(20))));

            assertThat(answered.body()).isEqualTo("ha");
            assertThat(answered.timing().total()).isLessThan(PATIENCE);
        }
    }

    @Test
    void reports_every_retry_after_that_a_response_has() {
        try (var server = LoopbackServer.responding(
                response("503 Service Unavailable", "Retry-After: 30\r\nRetry-After: 120\r\n"))) {
            String retryAfter = answered(deliver(server)).retryAfter();

            assertThat(RetryAfter.parse(retryAfter, Instant.EPOCH)).contains(Duration.ofMinutes(2));
        }
    }

    @Test
    void reports_the_first_4096_bytes_of_the_body() {
        String body = "b".repeat(Response.MAX_BODY_BYTES) + "beyond";
        try (var server = LoopbackServer.responding(response("500 Internal Server Error", "", body))) {
            assertThat(answered(deliver(server)).body()).isEqualTo("b".repeat(4096));
        }
    }

    @Test
    void does_not_read_a_body_to_its_distant_end() {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n" + "b".repeat(8192));
            connection.hang();
        })) {
            assertThat(answered(deliver(server)).body()).isEqualTo("b".repeat(4096));
        }
    }

    @Test
    void replaces_what_is_no_utf_8() {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");
            connection.write(new byte[] {'a', (byte) 0xff, 'b'});
        })) {
            assertThat(answered(deliver(server)).body()).isEqualTo("a\ufffdb");
        }
    }

    @Test
    void reports_a_refused_connection() {
        assertThat(failure(deliver("http://127.0.0.1:" + LoopbackServer.deafPort() + "/")))
                .isEqualTo(FailureCode.CONNECT_FAILED);
    }

    @Test
    void reports_a_connection_that_ends_before_the_response() {
        try (var server = LoopbackServer.responding("")) {
            assertThat(failure(deliver(server))).isEqualTo(FailureCode.CONNECTION_LOST);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void reports_a_response_that_is_not_http() {
        try (var server = LoopbackServer.responding("220 mail.example ESMTP\r\n\r\n")) {
            assertThat(failure(deliver(server))).isEqualTo(FailureCode.INVALID_RESPONSE);
        }
    }

    @Test
    void reports_the_headers_that_the_request_asks_for() {
        try (var server = LoopbackServer.responding(
                response("200 OK", "webhook-allowed-origin: a\r\nWebHook-Allowed-Origin: b\r\nX-Other: c\r\n"))) {
            DeliveryResult result = exchange(OutboundRequest.options(
                    server.url("/"), List.of(), List.of("WebHook-Allowed-Origin", "WebHook-Allowed-Rate"), DEADLINE));

            assertThat(answered(result).headers()).isEqualTo(Map.of("WebHook-Allowed-Origin", "a, b"));
            assertThat(answered(deliver(server)).headers()).isEmpty();
        }
    }
}
