package io.github.webhooks4j.transport;

import static io.github.webhooks4j.transport.Requests.answered;
import static io.github.webhooks4j.transport.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.handshake.AbuseProtection;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.tck.server.RawServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class ValidationRequestContract extends GuardedFixture {
    @AutoClose
    private final MockWebServer server = new MockWebServer();

    @AutoClose
    private final TestedTransport transport =
            builder().addressPolicy(AddressPolicy.allowLoopback()).build();

    ValidationRequestContract(GuardedTransportContract contract) {
        super(contract);
    }

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @Test
    void sends_one_options_request_to_the_url_itself_without_a_body() throws InterruptedException {
        server.enqueue(answer(200));

        ask();

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("OPTIONS /in?key=v HTTP/1.1");
        assertThat(request.getHeaders().toString().lines())
                .containsExactlyInAnyOrder(
                        "WebHook-Request-Origin: hub.example",
                        "Accept-Encoding: identity",
                        "Content-Length: 0",
                        "Host: 127.0.0.1:" + server.getPort(),
                        "Connection: Keep-Alive");
    }

    @Test
    void reports_what_the_response_allows() {
        server.enqueue(answer(204, "webhook-allowed-origin", "hub.example", "WebHook-Allowed-Rate", "100"));

        Response response = answered(ask());

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.headers())
                .isEqualTo(Map.of("WebHook-Allowed-Origin", "hub.example", "WebHook-Allowed-Rate", "100"));
    }

    @Test
    void reports_a_repeated_header_as_one_that_matches_nothing() {
        server.enqueue(answer(200, "WebHook-Allowed-Origin", "evil.example", "WebHook-Allowed-Origin", "hub.example"));

        assertThat(answered(ask()).headers()).isEqualTo(Map.of("WebHook-Allowed-Origin", "evil.example, hub.example"));
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308, 408, 503})
    void is_sent_once_whatever_the_status(int status) {
        server.enqueue(answer(status, "Retry-After", "0", "Location", "/other"));

        assertThat(answered(ask()).status()).isEqualTo(status);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void reports_a_reused_connection_that_is_lost() throws IOException {
        try (var lossy = RawServer.losingEverySecond()) {
            assertThat(answered(transport.exchange(options(lossy.url()))).status())
                    .isEqualTo(200);
            DeliveryResult lost = transport.exchange(options(lossy.url()));
            assertThat(failure(lost)).isEqualTo(FailureCode.REUSED_CONNECTION_LOST);
            assertThat(answered(transport.exchange(options(lossy.url()).onNewConnection()))
                            .status())
                    .isEqualTo(200);

            assertThat(lossy.requests()).isEqualTo(3);
            assertThat(lossy.connections()).isEqualTo(2);
        }
    }

    @Test
    void uses_no_connection_that_ended_while_it_was_idle() throws IOException {
        try (var closing = RawServer.closingAfterEach()) {
            for (int i = 0; i < 3; i++) {
                assertThat(answered(transport.exchange(options(closing.url()))).status())
                        .isEqualTo(200);
                closing.awaitEnd();
            }

            assertThat(closing.requests()).isEqualTo(3);
        }
    }

    @Test
    void dials_no_address_that_is_denied() {
        try (var guarded = builder().build()) {
            assertThat(failure(guarded.exchange(options(url())))).isEqualTo(FailureCode.ADDRESS_DENIED);
        }
        assertThat(server.getRequestCount()).isZero();
    }

    private DeliveryResult ask() {
        return transport.exchange(options(url()));
    }

    private static OutboundRequest options(String url) {
        return OutboundRequest.options(
                url,
                List.of(new Header("WebHook-Request-Origin", "hub.example")),
                AbuseProtection.RESPONSE_HEADERS,
                Duration.ofSeconds(5));
    }

    private static MockResponse answer(int status, String... headers) {
        return new MockResponse.Builder()
                .code(status)
                .headers(Headers.of(headers))
                .build();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getPort() + "/in?key=v";
    }
}
