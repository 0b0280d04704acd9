package io.github.webhooks4j.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundRequestTest {
    private static final String URL = "https://ci.example/s3cret";
    private static final List<Header> HEADERS = List.of(new Header("a", "b"));
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final AttemptInfo ATTEMPT =
            new AttemptInfo(new WebhookId("wh_1"), new DeliveryId(new ChainId("c1"), 0), 2, "push");

    @Test
    void shows_neither_url_nor_body() {
        var request = OutboundRequest.post(URL, HEADERS, new byte[] {'{', '}'}, DEADLINE);

        assertThat(request).hasToString("OutboundRequest[POST, 2 bytes]");
        assertThat(request.url()).isEqualTo(URL);
        assertThat(request.headers()).isEqualTo(HEADERS);
        assertThat(request.body()).isEqualTo(new byte[] {'{', '}'});
    }

    @Test
    void keeps_everything_else_on_a_new_connection() {
        var request = OutboundRequest.post(URL, HEADERS, new byte[3], DEADLINE).ofAttempt(ATTEMPT);

        OutboundRequest again = request.onNewConnection();

        assertThat(request.needsNewConnection()).isFalse();
        assertThat(again.needsNewConnection()).isTrue();
        assertThat(again.method()).isEqualTo(HttpMethod.POST);
        assertThat(again.deadline()).isEqualTo(DEADLINE);
        assertThat(again.attempt()).isEqualTo(ATTEMPT);
        assertThat(again.body()).isSameAs(request.body());
        assertThat(again.onNewConnection().ofAttempt(ATTEMPT).needsNewConnection())
                .isTrue();
    }

    @Test
    void asks_for_response_headers_by_name() {
        var request = OutboundRequest.options(URL, HEADERS, List.of("WebHook-Allowed-Rate"), DEADLINE);

        assertThat(request.method()).isEqualTo(HttpMethod.OPTIONS);
        assertThat(request.body()).isEmpty();
        assertThat(request.attempt()).isNull();
        assertThat(request.reportedHeaders()).containsExactly("WebHook-Allowed-Rate");
    }

    @Test
    void needs_a_positive_deadline() {
        assertThatThrownBy(() -> OutboundRequest.post(URL, HEADERS, new byte[0], Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the deadline of a request must be positive, was PT0S");
    }

    @Test
    void counts_attempts_from_one() {
        assertThatThrownBy(() -> new AttemptInfo(ATTEMPT.webhook(), ATTEMPT.delivery(), 0, "push"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attempts count from 1, was 0");
    }
}
