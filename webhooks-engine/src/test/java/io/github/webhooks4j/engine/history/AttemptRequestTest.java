package io.github.webhooks4j.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.EngineFixture;
import io.github.webhooks4j.engine.history.AttemptRequest.ShownHeader;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.testkit.RecordedDelivery;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptRequestTest {
    private static final String URL = "https://ada:s3cret@ci.example/hook?token=s3cret";
    private static final String SENT_TO = "https://ci.example/hook?token=s3cret";

    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void shows_the_request_as_it_was_sent_without_secrets() {
        ChainId chain = deliver();
        RecordedDelivery sent = hub.request(SENT_TO, 1);

        AttemptRequest shown = hub.engine.history().request(chain, 0, 1).orElseThrow();

        assertThat(shown.method()).isEqualTo("POST");
        assertThat(shown.url()).isEqualTo("https://ci.example/hook?token=•••");
        assertThat(shown.headers())
                .containsExactly(
                        new ShownHeader("Content-Type", "application/json"),
                        new ShownHeader("User-Agent", value(sent, "User-Agent")),
                        new ShownHeader("webhook-id", chain + "_0"),
                        new ShownHeader("webhook-timestamp", value(sent, "webhook-timestamp")),
                        new ShownHeader("webhook-signature", "•••"),
                        new ShownHeader("webhook-attempt", "1"),
                        new ShownHeader("webhook-type", "order.paid"),
                        new ShownHeader("X-Token", "•••"),
                        new ShownHeader("Authorization", "•••"));
        assertThat(shown.body()).isEqualTo("{\"callback_url\":\"•••\",\"order\":1}");
        assertThat(shown.toString()).doesNotContain("s3cret");
    }

    @Test
    void has_the_headers_of_the_request_in_their_order() {
        ChainId chain = deliver();

        AttemptRequest shown = hub.engine.history().request(chain, 0, 1).orElseThrow();

        assertThat(shown.headers().stream().map(ShownHeader::name))
                .isEqualTo(hub.request(SENT_TO, 1).headers().stream()
                        .map(Header::name)
                        .toList());
    }

    @Test
    void shows_each_attempt_with_its_number_and_time() {
        hub.transport.on(SENT_TO).respond(503).respond(200);
        ChainId chain = deliver();
        hub.awaitAttempts(chain, 0, 1);
        hub.clock.advance(Duration.ofMinutes(1));
        hub.awaitAttempts(chain, 0, 2);

        AttemptRequest second = hub.engine.history().request(chain, 0, 2).orElseThrow();

        assertThat(second.headers())
                .contains(
                        new ShownHeader("webhook-attempt", "2"),
                        new ShownHeader("webhook-timestamp", value(hub.request(SENT_TO, 2), "webhook-timestamp")));
    }

    @Test
    void has_the_webhook_id_of_the_run_after_a_resume() {
        hub.engine
                .webhooks()
                .create(EngineFixture.draft(SENT_TO).expectFinalCallback(true).build());
        ChainId chain = hub.publish("push-1");
        hub.callBack(hub.request(SENT_TO, 1), Callback.failure());
        hub.awaitState(chain, "interrupted");
        hub.engine.chains().resume(chain);
        hub.awaitAttempts(chain, 0, 2);

        AttemptRequest latest = hub.engine.history().request(chain, 0, 1).orElseThrow();

        assertThat(latest.headers())
                .contains(new ShownHeader("webhook-id", value(hub.request(SENT_TO, 2), "webhook-id")));
    }

    @Test
    void has_no_request_of_what_was_not_attempted() {
        ChainId chain = deliver();

        assertThat(hub.engine.history().request(new ChainId("chn_none"), 0, 1)).isEmpty();
        assertThat(hub.engine.history().request(chain, 1, 1)).isEmpty();
        assertThat(hub.engine.history().request(chain, 0, 2)).isEmpty();
        assertThat(hub.engine.history().request(chain, -1, 1)).isEmpty();
    }

    private ChainId deliver() {
        hub.engine
                .webhooks()
                .create(EngineFixture.draft(URL)
                        .headers(Map.of("X-Token", "s3cret"))
                        .build());
        ChainId chain = hub.engine
                .publish(Event.builder("order.paid")
                        .topic("acme/app")
                        .id("order-1")
                        .body("{\"order\":1}")
                        .build())
                .chains()
                .get(0);
        hub.awaitAttempts(chain, 0, 1);
        return chain;
    }

    private static String value(RecordedDelivery request, String name) {
        return request.header(name).orElseThrow();
    }
}
