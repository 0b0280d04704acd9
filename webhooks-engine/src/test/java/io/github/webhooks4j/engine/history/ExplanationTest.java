package io.github.webhooks4j.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.EngineFixture;
import io.github.webhooks4j.engine.history.Explanation.Reason;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void names_what_would_start_a_chain_and_what_is_nearest_to_it() {
        Webhook otherSpace = webhook("shop/orders", List.of(), List.of());
        Webhook sameSpace = webhook("acme/web", List.of(), List.of());
        Webhook otherType = webhook("acme/app", List.of("order.*"), List.of());
        Webhook otherTag = webhook("acme/*", List.of(), List.of("v*"));
        Webhook disabled = webhook("acme/app", List.of(), List.of());
        hub.engine.webhooks().disable(disabled.id());
        Webhook matching = webhook("acme/app", List.of("push"), List.of());

        List<Explanation> explanations = hub.engine.webhooks().explain(hub.push("push-1"));

        assertThat(explanations)
                .extracting(explanation -> explanation.webhook().id())
                .containsExactly(
                        disabled.id(), matching.id(), otherTag.id(), otherType.id(), sameSpace.id(), otherSpace.id());
        assertThat(explanations)
                .extracting(Explanation::sentence)
                .containsExactly(
                        "The event passes the filter, and the webhook is disabled.",
                        "The event would start a chain.",
                        "The filter is for events with the tag \"v*\", and the event has the tag \"latest\".",
                        "The filter is for events of the type order.*, and the type of the event is push.",
                        "The filter is for the topic acme/web, and the event is of acme/app.",
                        "The filter is for the topic shop/orders, and the event is of acme/app.");
    }

    @Test
    void names_the_chain_that_an_event_started() {
        Webhook webhook = hub.create(EngineFixture.CI);
        ChainId chain = hub.publish("push-1");

        Explanation explanation = explain("push-1").get(0);

        assertThat(explanation.webhook().id()).isEqualTo(webhook.id());
        assertThat(explanation.chain()).isEqualTo(chain);
        assertThat(explanation.reason()).isEqualTo(Reason.STARTED);
        assertThat(explanation.sentence()).isEqualTo("The event started a chain when it was accepted.");
    }

    @Test
    void knows_that_a_webhook_was_created_afterwards() {
        publishBefore();
        hub.create(EngineFixture.CI);

        assertReason(
                Reason.CREATED_AFTERWARDS,
                "The event passes the filter, and the webhook was created after the event was accepted.");
    }

    @Test
    void knows_that_a_webhook_was_disabled_then_and_still_is() {
        Webhook webhook = hub.create(EngineFixture.CI);
        hub.engine.webhooks().disable(webhook.id());
        publishBefore();

        assertReason(Reason.DISABLED, "The event passes the filter, and the webhook is disabled.");
    }

    @Test
    void knows_that_a_webhook_was_enabled_afterwards() {
        Webhook webhook = hub.create(EngineFixture.CI);
        hub.engine.webhooks().disable(webhook.id());
        publishBefore();
        hub.engine.webhooks().enable(webhook.id());

        assertReason(
                Reason.ENABLED_AFTERWARDS,
                "The event passes the filter, and the webhook was enabled after the event was accepted.");
    }

    @Test
    void knows_that_the_filter_was_changed_afterwards() {
        Webhook webhook = webhook("acme/web", List.of(), List.of());
        publishBefore();
        hub.engine
                .webhooks()
                .update(webhook.id(), EngineFixture.draft(EngineFixture.CI).build());

        assertReason(
                Reason.CHANGED_AFTERWARDS,
                "The event passes the filter by its present settings, and started no chain: "
                        + "the webhook was changed after the event was accepted.");
    }

    @Test
    void knows_that_a_test_was_sent_to_another_webhook() {
        Webhook tested = hub.create(EngineFixture.CI);
        Webhook other = hub.create(EngineFixture.CI);
        ChainId chain = hub.engine.webhooks().sendTest(tested.id());

        List<Explanation> explanations =
                hub.engine.history().explain(hub.history(chain).event()).orElseThrow();

        assertThat(explanations)
                .extracting(explanation -> explanation.webhook().id(), Explanation::reason)
                .containsExactlyInAnyOrder(
                        tuple(tested.id(), Reason.STARTED), tuple(other.id(), Reason.TEST_OF_ANOTHER));
    }

    @Test
    void has_no_explanation_of_an_event_that_was_never_accepted() {
        assertThat(hub.engine.history().explain(new EventId("push-1"))).isEmpty();
    }

    private void publishBefore() {
        Event event = hub.push("push-1");
        hub.engine.publish(event);
        hub.clock.advance(Duration.ofSeconds(1));
    }

    private List<Explanation> explain(String event) {
        return hub.engine.history().explain(new EventId(event)).orElseThrow();
    }

    private void assertReason(Reason reason, String sentence) {
        assertThat(explain("push-1")).singleElement().satisfies(explanation -> {
            assertThat(explanation.reason()).isEqualTo(reason);
            assertThat(explanation.sentence()).isEqualTo(sentence);
            assertThat(explanation.chain()).isNull();
        });
    }

    private Webhook webhook(String topic, List<String> types, List<String> tags) {
        Webhook created = hub.engine
                .webhooks()
                .create(WebhookDraft.builder("CI", topic, List.of(EngineFixture.CI))
                        .types(types)
                        .tags(tags)
                        .build());
        hub.clock.advance(Duration.ofMillis(1));
        return created;
    }
}
