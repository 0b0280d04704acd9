package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.handshake.AbuseProtection;
import io.github.webhooks4j.handshake.DeliveryPermission;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CloudEvents abuse protection: destinations are asked for their permission before they get deliveries. */
class HandshakeTest {
    private static final AbuseProtection PROTECTION = new AbuseProtection("hub.example", 120);

    private final EngineFixture hub = new EngineFixture(options -> options.abuseProtection(PROTECTION));

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void asks_a_destination_with_the_headers_of_a_delivery() {
        allow(CI, "*");

        hub.engine
                .webhooks()
                .create(draft(CI.replace("://", "://ada:lovelace@"))
                        .headers(Map.of("X-Gateway", "key"))
                        .build());

        RecordedDelivery request = hub.transport.validationRequests().get(0);
        assertThat(request.url()).isEqualTo(CI);
        assertThat(request.headers())
                .containsExactly(
                        new Header("User-Agent", "Webhooks4j/0.1.0"),
                        new Header("WebHook-Request-Origin", "hub.example"),
                        new Header("WebHook-Request-Rate", "120"),
                        new Header("X-Gateway", "key"),
                        new Header("Authorization", "Basic YWRhOmxvdmVsYWNl"));
    }

    @Test
    void names_every_destination_that_refuses() {
        hub.transport.validate(CI, new NoResponse(FailureCode.CONNECT_FAILED, Timing.ofTotal(Duration.ZERO)));

        assertThatThrownBy(() -> hub.create(CI, DEPLOY))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: destinations[0] must allow deliveries from hub.example, was "
                        + "No connection to the destination could be made.; "
                        + "destinations[1] must allow deliveries from hub.example, was response 405");
        assertThat(hub.engine.webhooks().list()).isEmpty();
    }

    @Test
    void asks_no_destination_of_an_invalid_webhook() {
        assertThatThrownBy(() -> hub.create(CI, "not a url")).isInstanceOf(InvalidWebhookException.class);

        assertThat(hub.transport.validationRequests()).isEmpty();
    }

    @Test
    void stores_the_permission_and_names_the_origin_on_every_delivery() {
        allow(CI, "30");

        Webhook webhook = hub.create(CI);
        hub.publish("push-1");

        assertThat(webhook.settings().destinations().get(0).permission())
                .isEqualTo(new DeliveryPermission("hub.example", 30));
        assertThat(hub.request(CI, 1).header("WebHook-Request-Origin")).contains("hub.example");
    }

    @Test
    void delivers_no_more_than_the_permission_covers() {
        allow(CI, "2");
        hub.create(CI);

        hub.publish("push-1");
        hub.request(CI, 1);
        hub.publish("push-2");
        hub.publish("push-3");
        hub.clock.advance(Duration.ofMillis(30_499));
        assertThat(hub.transport.requests(CI)).hasSize(1);
        hub.clock.advance(Duration.ofMillis(1));

        hub.request(CI, 2);
        assertThat(hub.transport.requests(CI)).hasSize(2);
        hub.clock.advance(Duration.ofMillis(30_500));
        hub.request(CI, 3);
    }

    @Test
    void asks_only_new_urls_when_a_webhook_is_changed() {
        allow(CI, "*");
        allow(DEPLOY, "*");
        Webhook webhook = hub.create(CI);

        hub.engine.webhooks().update(webhook.id(), draft(CI, DEPLOY).build());

        assertThat(hub.transport.validationRequests())
                .extracting(RecordedDelivery::url)
                .containsExactly(CI, DEPLOY);
    }

    @Test
    void changes_nothing_when_a_new_url_refuses() {
        allow(CI, "*");
        Webhook webhook = hub.create(CI);

        assertThatThrownBy(() ->
                        hub.engine.webhooks().update(webhook.id(), draft(DEPLOY).build()))
                .hasMessage(
                        "invalid webhook: destinations[0] must allow deliveries from hub.example, was response 405");

        assertThat(hub.engine.webhooks().get(webhook.id())).hasValue(webhook);
    }

    @Test
    void keeps_a_permission_across_a_crash() {
        allow(CI, "2");
        Webhook webhook = hub.create(CI);

        hub.restartAfterCrash();
        Webhook changed =
                hub.engine.webhooks().update(webhook.id(), draft(CI, DEPLOY).build());

        assertThat(changed.settings().destinations().get(0).permission())
                .isEqualTo(new DeliveryPermission("hub.example", 2));
        assertThat(changed.settings().destinations().get(1).permission()).isNull();
    }

    @Test
    void asks_again_on_a_new_connection_when_a_reused_one_was_lost() {
        var timing = Timing.ofTotal(Duration.ZERO);
        hub.transport.validate(CI, new NoResponse(FailureCode.REUSED_CONNECTION_LOST, timing));

        assertThatThrownBy(() -> hub.create(CI)).isInstanceOf(InvalidWebhookException.class);

        assertThat(hub.transport.validationRequests()).hasSize(2);
    }

    private void allow(String url, String rate) {
        hub.transport.allowOrigin(url, "hub.example", rate);
    }
}
