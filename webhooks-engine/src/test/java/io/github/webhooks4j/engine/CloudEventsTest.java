package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryFormat;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.history.AttemptRequest;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deliveries to webhooks whose format is that of CloudEvents. */
class CloudEventsTest {
    private final EngineFixture hub =
            new EngineFixture(options -> options.cloudEventsSource(URI.create("https://shop.example/orders")));

    @AfterEach
    void close() {
        hub.close();
    }

    /** The first attempt starts from memory, the second is claimed from the store. */
    @Test
    void sends_the_attributes_of_the_event_as_headers_at_each_attempt() {
        create(DeliveryFormat.CLOUDEVENTS);
        hub.transport.on(CI).respond(503).respond(200);

        ChainId chain = publish();
        hub.awaitAttempts(chain, 0, 1);
        hub.clock.advance(Duration.ofHours(1));

        hub.awaitState(chain, "complete");
        assertThat(hub.transport.requests(CI))
                .hasSize(2)
                .allSatisfy(request -> assertThat(cloudEvents(request))
                        .containsExactly(
                                new Header("ce-specversion", "1.0"),
                                new Header("ce-id", "order-1-paid"),
                                new Header("ce-source", "https://shop.example/orders"),
                                new Header("ce-type", "order.paid"),
                                new Header("ce-subject", "shop/orders:express"),
                                new Header("ce-time", "2026-01-02T03:04:05.006Z")));
    }

    @Test
    void sends_the_body_and_the_headers_of_the_plain_format_too() {
        create(DeliveryFormat.CLOUDEVENTS);

        publish();

        RecordedDelivery request = hub.request(CI, 1);
        assertThat(new String(request.body(), StandardCharsets.UTF_8)).endsWith(",\"order\":1}");
        assertThat(request.header("Content-Type")).contains("application/json");
        assertThat(request.header("webhook-type")).contains("order.paid");
        assertThat(request.header("webhook-signature")).isPresent();
    }

    @Test
    void sends_no_such_header_in_the_plain_format() {
        create(DeliveryFormat.PLAIN);

        publish();

        assertThat(cloudEvents(hub.request(CI, 1))).isEmpty();
    }

    @Test
    void changes_the_format_for_chains_that_start_after_the_update() {
        Webhook webhook = create(DeliveryFormat.CLOUDEVENTS);

        hub.engine.webhooks().update(webhook.id(), draft -> draft.name("renamed"));
        publish();
        assertThat(cloudEvents(hub.request(CI, 1))).isNotEmpty();

        hub.engine.webhooks().update(webhook.id(), draft -> draft.format(DeliveryFormat.PLAIN));
        hub.engine.publish(Event.builder("order.paid")
                .topic("shop/orders")
                .id("order-2-paid")
                .body(Map.of())
                .build());
        assertThat(cloudEvents(hub.request(CI, 2))).isEmpty();
    }

    @Test
    void shows_the_headers_in_the_request_that_is_built_again() {
        create(DeliveryFormat.CLOUDEVENTS);

        ChainId chain = publish();
        hub.awaitState(chain, "complete");

        AttemptRequest shown = hub.engine.history().request(chain, 0, 1).orElseThrow();
        assertThat(shown.headers())
                .contains(
                        new AttemptRequest.ShownHeader("ce-source", "https://shop.example/orders"),
                        new AttemptRequest.ShownHeader("ce-subject", "shop/orders:express"));
    }

    @Test
    void refuses_headers_of_the_webhook_s_own_with_these_names() {
        WebhookDraft.Builder draft =
                WebhookDraft.builder("orders", "shop/*", List.of(CI)).headers(Map.of("Ce-Source", "/mine"));

        assertThatThrownBy(() -> hub.engine
                        .webhooks()
                        .create(draft.format(DeliveryFormat.CLOUDEVENTS).build()))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: headers.\"Ce-Source\" must not be a header that the delivery itself sets,"
                        + " was one");
        assertThat(hub.engine
                        .webhooks()
                        .create(draft.format(DeliveryFormat.PLAIN).build())
                        .settings()
                        .headers())
                .hasSize(1);
    }

    private Webhook create(DeliveryFormat format) {
        return hub.engine
                .webhooks()
                .create(WebhookDraft.builder("orders", "shop/*", List.of(CI))
                        .format(format)
                        .build());
    }

    private ChainId publish() {
        Event event = Event.builder("order.paid")
                .topic("shop/orders")
                .tag("express")
                .id("order-1-paid")
                .occurredAt(Instant.parse("2026-01-02T03:04:05.006Z"))
                .body(Map.of("order", 1))
                .build();
        return hub.engine.publish(event).chains().get(0);
    }

    private static List<Header> cloudEvents(RecordedDelivery request) {
        return request.headers().stream()
                .filter(header -> header.name().startsWith("ce-"))
                .toList();
    }
}
