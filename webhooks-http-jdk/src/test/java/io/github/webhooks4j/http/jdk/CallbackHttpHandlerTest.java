package io.github.webhooks4j.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.spi.store.MutationResult;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackHttpHandlerTest {
    private final CallbackUrls urls = new CallbackUrls(new byte[32]);
    private final CallbackEndpoint endpoint = new CallbackEndpoint(
            Optional.of(urls),
            change -> CompletableFuture.completedFuture(new MutationResult.NotFound()),
            Clock.systemUTC(),
            RateLimit.perMinute(60));
    private final String path = URI.create(urls.urlFor(
                    URI.create("http://hub.example/callbacks"),
                    new DeliveryId(new ChainId("chn_0123456789abcdef"), 0),
                    0))
            .getPath();
    private RawHttp http;

    @BeforeEach
    void serve() throws IOException {
        http = new RawHttp("/callbacks/", new CallbackHttpHandler(endpoint));
    }

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void passes_method_path_and_body_to_the_endpoint() throws IOException {
        assertThat(http.post(path, "{\"state\":\"success\"}"))
                .startsWith("HTTP/1.1 404 ")
                .endsWith("\r\n\r\n{\"error\":\"There is nothing to call back here.\"}");
        assertThat(http.post(path, "{\"state\":\"fine\"}"))
                .startsWith("HTTP/1.1 400 ")
                .contains("must be success, failure or error");
        assertThat(http.post(path, "x".repeat(200_000))).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void sends_the_headers_of_the_response() throws IOException {
        assertThat(http.send("GET " + path + " HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("Allow: POST\r\n")
                .containsIgnoringCase("Content-Type: application/json\r\n");
    }

    @Test
    void sends_no_body_in_response_to_head() throws IOException {
        assertThat(http.send("HEAD " + path + " HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.099S", "PT10M0.001S", "PT0S", "PT-1S"})
    void refuses_a_time_for_bodies_out_of_range(Duration bodyTimeout) {
        assertThatThrownBy(() -> new CallbackHttpHandler(endpoint, bodyTimeout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bodyTimeout must be PT0.1S to PT10M, was " + bodyTimeout);
    }
}
