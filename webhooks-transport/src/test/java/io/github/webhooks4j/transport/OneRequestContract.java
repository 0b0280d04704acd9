package io.github.webhooks4j.transport;

import static io.github.webhooks4j.transport.Requests.answered;
import static io.github.webhooks4j.transport.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.tck.server.RawServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.ByteString;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class OneRequestContract extends GuardedFixture {
    @AutoClose
    private final MockWebServer server = new MockWebServer();

    @AutoClose
    private final TestedTransport transport =
            builder().addressPolicy(AddressPolicy.allowLoopback()).build();

    OneRequestContract(GuardedTransportContract contract) {
        super(contract);
    }

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @Test
    void sends_the_headers_it_is_given_and_those_that_http_needs() throws InterruptedException {
        server.enqueue(ok());
        byte[] body = "{\"tag\":\"ü\"}".getBytes(StandardCharsets.UTF_8);

        transport.exchange(OutboundRequest.post(
                url(),
                List.of(
                        new Header("Content-Type", "application/json"),
                        new Header("User-Agent", "hub/1"),
                        new Header("webhook-id", "msg_1"),
                        new Header("X-Twice", "a"),
                        new Header("X-Twice", "b")),
                body,
                Duration.ofSeconds(5)));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /in?key=v HTTP/1.1");
        assertThat(request.getBody()).isEqualTo(ByteString.of(body));
        assertThat(request.getHeaders().toString().lines())
                .containsSubsequence(
                        "Host: 127.0.0.1:" + server.getPort(),
                        "Content-Type: application/json",
                        "User-Agent: hub/1",
                        "webhook-id: msg_1",
                        "X-Twice: a",
                        "X-Twice: b")
                .contains("Accept-Encoding: identity", "Content-Length: 12", "Connection: Keep-Alive")
                .startsWith("Host: 127.0.0.1:" + server.getPort())
                .hasSize(9);
    }

    @Test
    void adds_no_user_agent_of_its_own() throws InterruptedException {
        server.enqueue(ok());

        transport.exchange(Requests.to(url()));

        assertThat(server.takeRequest().getHeaders().names())
                .containsExactlyInAnyOrder("Content-Type", "Accept-Encoding", "Content-Length", "Host", "Connection");
    }

    @Test
    void sends_no_user_info_from_the_url() throws InterruptedException {
        server.enqueue(ok());

        transport.exchange(Requests.to(url().replace("://", "://user:secret@")));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getHeaders().get("Authorization")).isNull();
        assertThat(request.toString() + request.getHeaders()).doesNotContain("secret");
    }

    @Test
    void reports_status_retry_after_and_body() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "7")
                .body("später")
                .build());

        Response answer = answered(transport.exchange(Requests.to(url())));

        assertThat(answer).isEqualTo(new Response(429, "7", null, "später", answer.timing()));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 304, 400, 401, 404, 408, 410, 421, 500, 503, 599})
    void reports_any_status_after_one_request(int status) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Retry-After", "0")
                .addHeader("WWW-Authenticate", "Basic realm=\"x\"")
                .build());
        server.enqueue(ok());

        assertThat(answered(transport.exchange(Requests.to(url()))).status()).isEqualTo(status);

        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void names_the_target_of_a_redirect_and_does_not_go_there(int status) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Location", "/elsewhere")
                .build());
        server.enqueue(ok());

        Response answer = answered(transport.exchange(Requests.to(url())));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.location()).isEqualTo("/elsewhere");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void uses_a_connection_again() throws InterruptedException {
        server.enqueue(new MockResponse.Builder().body("one").build());
        server.enqueue(new MockResponse.Builder().chunkedBody("two", 1).build());
        server.enqueue(ok());
        for (int i = 0; i < 3; i++) {
            transport.exchange(Requests.to(url()));
        }

        assertThat(server.takeRequest().getConnectionIndex()).isZero();
        assertThat(server.takeRequest().getConnectionIndex()).isZero();
        assertThat(server.takeRequest().getConnectionIndex()).isZero();
    }

    @Test
    void sends_nothing_again_when_a_pooled_connection_closes_after_the_request() throws IOException {
        try (var raw = new RawServer(OneRequestContract::answerOnce)) {
            assertThat(answered(transport.exchange(Requests.to(raw.url()))).status())
                    .isEqualTo(200);

            assertThat(failure(transport.exchange(Requests.to(raw.url()))))
                    .isEqualTo(FailureCode.REUSED_CONNECTION_LOST);

            assertThat(raw.requests()).isEqualTo(2);
            assertThat(raw.connections()).isEqualTo(1);
        }
    }

    @Test
    void measures_the_phases() {
        server.enqueue(ok());
        server.enqueue(ok());

        DeliveryResult first = transport.exchange(Requests.to(url()));
        DeliveryResult second = transport.exchange(Requests.to(url()));

        assertThat(first.timing().connect()).isPositive();
        assertThat(first.timing().timeToFirstByte()).isPositive();
        assertThat(first.timing().download()).isPositive();
        assertThat(first.timing().total())
                .isGreaterThan(first.timing()
                        .connect()
                        .plus(first.timing().timeToFirstByte())
                        .plus(first.timing().download()));
        assertThat(second.timing().connect()).isZero();
    }

    private static MockResponse ok() {
        return new MockResponse.Builder().build();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getPort() + "/in?key=v";
    }

    private static void answerOnce(RawServer server, Socket socket) throws IOException {
        server.readRequest(socket);
        RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        server.readRequest(socket);
    }
}
