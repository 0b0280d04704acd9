package io.github.webhooks4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.agreement.AgreementAnswer;
import io.github.webhooks4j.agreement.AgreementAnswer.Answered;
import io.github.webhooks4j.agreement.AgreementAnswer.NotAnswered;
import io.github.webhooks4j.agreement.AgreementRequest;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskingTest {
    @AutoClose
    private final MockWebServer server = new MockWebServer();

    @AutoClose
    private final OkHttpTransport transport = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .callTimeout(Duration.ofSeconds(5))
            .build();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @Test
    void sends_one_options_to_the_url_itself_without_a_body() throws InterruptedException {
        server.enqueue(answer(200));

        ask();

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("OPTIONS /in?key=v HTTP/1.1");
        assertThat(request.getHeaders().toString()).isEqualTo("""
                        WebHook-Request-Origin: hub.example
                        Accept-Encoding: identity
                        Content-Length: 0
                        Host: 127.0.0.1:%d
                        Connection: Keep-Alive
                        """.formatted(server.getPort()));
    }

    @Test
    void tells_what_the_answer_allows() {
        server.enqueue(answer(204, "webhook-allowed-origin", "hub.example", "WebHook-Allowed-Rate", "100"));

        assertThat(ask()).isEqualTo(new Answered(204, "hub.example", "100"));
    }

    @Test
    void tells_a_header_that_stands_there_twice_as_one_that_matches_nothing() {
        server.enqueue(answer(200, "WebHook-Allowed-Origin", "evil.example", "WebHook-Allowed-Origin", "hub.example"));

        assertThat(ask()).isEqualTo(new Answered(200, "evil.example, hub.example", null));
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308, 408, 503})
    void is_sent_once_whatever_the_answer_says(int status) {
        server.enqueue(answer(status, "Retry-After", "0", "Location", "/other"));

        assertThat(ask()).isEqualTo(new Answered(status, null, null));
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void asks_again_at_once_on_a_new_connection_when_a_used_one_is_lost() throws IOException {
        try (var lossy = RawServer.losingEverySecond()) {
            for (int i = 0; i < 2; i++) {
                assertThat(transport.ask(new AgreementRequest(lossy.url(), List.of())))
                        .isEqualTo(new Answered(200, null, null));
            }

            assertThat(lossy.requests()).isEqualTo(3);
            assertThat(lossy.connections()).isEqualTo(2);
        }
    }

    @Test
    void asks_on_no_connection_that_ended_while_it_was_idle() throws IOException {
        try (var closing = RawServer.closingAfterEach()) {
            for (int i = 0; i < 3; i++) {
                assertThat(transport.ask(new AgreementRequest(closing.url(), List.of())))
                        .isEqualTo(new Answered(200, null, null));
                closing.awaitEnd();
            }

            assertThat(closing.requests()).isEqualTo(3);
        }
    }

    @Test
    void dials_no_address_that_is_denied() {
        try (var guarded = OkHttpTransport.builder().build()) {
            assertThat(guarded.ask(new AgreementRequest(url(), List.of())))
                    .isEqualTo(new NotAnswered(FailureCode.ADDRESS_DENIED));
        }
        assertThat(server.getRequestCount()).isZero();
    }

    private AgreementAnswer ask() {
        return transport.ask(new AgreementRequest(url(), List.of(new Header("WebHook-Request-Origin", "hub.example"))));
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
