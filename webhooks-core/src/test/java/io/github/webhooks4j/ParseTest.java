package io.github.webhooks4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every id is read from untrusted text without an exception. */
class ParseTest {
    private static final String LONGEST = "a".repeat(64);

    @Test
    void reads_what_is_an_id() {
        assertThat(ChainId.parse("chn_1")).hasValue(new ChainId("chn_1"));
        assertThat(ChainId.parse(LONGEST)).hasValue(new ChainId(LONGEST));
        assertThat(WebhookId.parse("wh_1")).hasValue(new WebhookId("wh_1"));
        assertThat(NodeId.parse("node_1")).hasValue(new NodeId("node_1"));
        assertThat(EventId.parse("Push-1/")).hasValue(new EventId("Push-1/"));
        assertThat(EventId.parse("~".repeat(200))).hasValue(new EventId("~".repeat(200)));
        assertThat(Topic.parse("acme/app")).hasValue(new Topic("acme/app"));
        assertThat(Topic.parse("ü".repeat(255))).hasValue(new Topic("ü".repeat(255)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "Chn_1", "chn-1", "chn.1", "chn_1 ", "chn_1\n", "../chn_1", "chñ", "\u0000", "\ud83d"})
    void returns_nothing_for_what_no_chain_webhook_or_node_has(String text) {
        assertThat(ChainId.parse(text)).isEmpty();
        assertThat(WebhookId.parse(text)).isEmpty();
        assertThat(NodeId.parse(text)).isEmpty();
        assertThat(DeliveryId.parse(text)).isEmpty();
    }

    @Test
    void returns_nothing_for_more_characters_than_an_id_has() {
        assertThat(ChainId.parse(LONGEST + "a")).isEmpty();
        assertThat(WebhookId.parse(LONGEST + "a")).isEmpty();
        assertThat(NodeId.parse(LONGEST + "a")).isEmpty();
        assertThat(DeliveryId.parse(LONGEST + "a_0")).isEmpty();
        assertThat(EventId.parse("a".repeat(201))).isEmpty();
        assertThat(Topic.parse("a".repeat(256))).isEmpty();
        assertThat(ChainId.parse("a".repeat(4 << 20))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "push 1", "push\n1", "pü", "\u007f", "\ud83d"})
    void returns_nothing_for_what_no_event_has(String text) {
        assertThat(EventId.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "acme/*", "*", "acme app", "acme\u202eapp", "acme\u0000", "\ud83d"})
    void returns_nothing_for_what_is_no_topic(String text) {
        assertThat(Topic.parse(text)).isEmpty();
    }

    @Test
    void reads_the_delivery_that_a_webhook_id_names() {
        var delivery = new DeliveryId(new ChainId("chn_1_a"), 15);

        assertThat(DeliveryId.parse(delivery.webhookId())).hasValue(delivery);
        assertThat(DeliveryId.parse("a_0")).hasValue(new DeliveryId(new ChainId("a"), 0));
        assertThat(DeliveryId.parse("a__999999999")).hasValue(new DeliveryId(new ChainId("a_"), 999_999_999));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"chn", "chn_", "_0", "chn_00", "chn_01", "chn_-1", "chn_1000000000", "chn_x", "msg.1_0", "chn_١"
            })
    void returns_nothing_for_a_webhook_id_of_another_sender(String text) {
        assertThat(DeliveryId.parse(text)).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void takes_no_null() {
        List<Function<String, Optional<?>>> all = List.of(
                ChainId::parse, WebhookId::parse, NodeId::parse, EventId::parse, Topic::parse, DeliveryId::parse);

        for (Function<String, Optional<?>> parse : all) {
            assertThatNullPointerException().isThrownBy(() -> parse.apply(null));
        }
    }
}
