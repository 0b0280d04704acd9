package io.github.webhooks4j.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Requests to send, and assertions on their results. */
public final class Requests {
    private Requests() {}

    public static OutboundRequest to(String url) {
        return to(url, Duration.ofSeconds(20));
    }

    public static OutboundRequest to(String url, Duration deadline) {
        return OutboundRequest.post(
                url,
                List.of(new Header("Content-Type", "application/json")),
                "{}".getBytes(StandardCharsets.UTF_8),
                deadline);
    }

    public static Response answered(DeliveryResult result) {
        assertThat(result).isInstanceOf(Response.class);
        return (Response) result;
    }

    public static FailureCode failure(DeliveryResult result) {
        assertThat(result).isInstanceOf(NoResponse.class);
        return ((NoResponse) result).code();
    }
}
