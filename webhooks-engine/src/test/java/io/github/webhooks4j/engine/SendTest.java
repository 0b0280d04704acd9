package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.history.MissedEvents;
import io.github.webhooks4j.engine.history.MissedEvents.MissedEvent;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.engine.webhook.EventNotMatchingException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.UnknownEventException;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDisabledException;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a webhook missed, and how it is sent later. */
class SendTest {
    private final EngineFixture hub = new EngineFixture();
    private final Instant from = hub.clock.instant();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void sends_an_event_to_a_webhook_that_was_created_later() {
        hub.engine.publish(hub.push("push-1"));
        Webhook webhook = hub.create(EngineFixture.CI);

        ChainId sent = hub.engine.chains().send(new EventId("push-1"), webhook.id());

        hub.awaitState(sent, "complete");
        assertThat(hub.history(sent).event()).isEqualTo(new EventId("push-1"));
        assertThat(hub.request(EngineFixture.CI, 1).body())
                .contains(new String(hub.push("push-1").body().toJson(), StandardCharsets.UTF_8)
                        .substring(1)
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void sends_an_event_once() {
        hub.engine.publish(hub.push("push-1"));
        Webhook webhook = hub.create(EngineFixture.CI);
        ChainId sent = hub.engine.chains().send(new EventId("push-1"), webhook.id());

        assertThat(hub.engine.chains().send(new EventId("push-1"), webhook.id()))
                .isEqualTo(sent);
    }

    @Test
    void returns_the_chain_that_an_event_started() {
        Webhook webhook = hub.create(EngineFixture.CI);
        ChainId chain = hub.publish("push-1");

        assertThat(hub.engine.chains().send(new EventId("push-1"), webhook.id()))
                .isEqualTo(chain);
    }

    @Test
    void refuses_what_it_cannot_send() {
        hub.engine.publish(hub.push("push-1"));
        Webhook webhook = hub.create(EngineFixture.CI);
        Webhook other = hub.engine
                .webhooks()
                .create(EngineFixture.draft(EngineFixture.CI).topic("acme/web").build());
        ChainId test = hub.engine.webhooks().sendTest(other.id());
        var chains = hub.engine.chains();

        assertThatThrownBy(() -> chains.send(new EventId("push-2"), webhook.id()))
                .isInstanceOf(UnknownEventException.class)
                .hasMessage("there is no event push-2");
        assertThatThrownBy(() -> chains.send(new EventId("push-1"), new WebhookId("wh_none")))
                .isInstanceOf(UnknownWebhookException.class)
                .hasMessage("there is no webhook wh_none");
        assertThatThrownBy(() -> chains.send(new EventId("push-1"), other.id()))
                .isInstanceOf(EventNotMatchingException.class)
                .hasMessage("event push-1 cannot be sent to webhook " + other.id()
                        + ": The filter is for the topic acme/web, and the event is of acme/app.");
        EventId testEvent = hub.history(test).event();
        assertThatThrownBy(() -> chains.send(testEvent, webhook.id()))
                .isInstanceOf(EventNotMatchingException.class)
                .hasMessage(
                        "event " + testEvent + " cannot be sent to webhook " + webhook.id() + ": The event is a test.");
        hub.engine.webhooks().disable(webhook.id());
        assertThatThrownBy(() -> chains.send(new EventId("push-1"), webhook.id()))
                .isInstanceOf(WebhookDisabledException.class)
                .hasMessage("webhook " + webhook.id() + " must be enabled to start a chain, was disabled");
    }

    @Test
    void sends_nothing_once_the_engine_is_closed() {
        hub.engine.publish(hub.push("push-1"));
        Webhook webhook = hub.create(EngineFixture.CI);
        hub.engine.close();

        assertThatThrownBy(() -> hub.engine.chains().send(new EventId("push-1"), webhook.id()))
                .isInstanceOf(EngineClosedException.class);
    }

    @Test
    void finds_what_a_webhook_missed_page_by_page_the_earliest_first() {
        Webhook webhook = hub.create(EngineFixture.CI);
        publish("push-0");
        hub.engine.webhooks().disable(webhook.id());
        publish("push-1");
        publish("push-2");
        publish("push-3");
        hub.engine.webhooks().enable(webhook.id());
        publish("push-4");

        MissedEvents first = missed(webhook, 2, null);
        MissedEvents second = missed(webhook, 2, first.next());

        assertThat(ids(first)).containsExactly("push-1", "push-2");
        assertThat(ids(second)).containsExactly("push-3");
        assertThat(second.next()).isNull();
        assertThat(first.looked() + second.looked()).isEqualTo(5);
        hub.engine.chains().send(new EventId("push-2"), webhook.id());
        assertThat(ids(missed(webhook, 100, null))).containsExactly("push-1", "push-3");
    }

    @Test
    void misses_nothing_outside_the_range_the_filter_or_of_tests() {
        publish("push-1");
        Instant begin = hub.clock.instant();
        publish("push-2");
        Instant end = hub.clock.instant();
        publish("push-3");
        Webhook tagged = hub.engine
                .webhooks()
                .create(EngineFixture.draft(EngineFixture.CI)
                        .tags(List.of("v*"))
                        .build());
        Webhook webhook = hub.create(EngineFixture.CI);
        hub.engine.webhooks().sendTest(tagged.id());

        assertThat(ids(hub.engine.history().missed(webhook.id(), begin, end, 100, null)))
                .containsExactly("push-2");
        assertThat(ids(missed(webhook, 100, null))).containsExactly("push-1", "push-2", "push-3");
        assertThat(ids(missed(tagged, 100, null))).isEmpty();
    }

    @Test
    void refuses_what_it_cannot_look_for() {
        Webhook webhook = hub.create(EngineFixture.CI);
        Webhook other = hub.create(EngineFixture.CI);
        hub.engine.webhooks().disable(webhook.id());
        hub.engine.webhooks().disable(other.id());
        publish("push-1");
        publish("push-2");
        String cursor = missed(webhook, 1, null).next();

        assertRefused("limit must be 1 to 100, was 0", () -> missed(webhook, 0, null));
        assertRefused(
                "the cursor belongs to another query; leave it out for the first look", () -> missed(other, 1, cursor));
        assertRefused(
                "cursor must be the next of missed events; leave it out for the first look",
                () -> missed(webhook, 1, "' or 1"));
        assertRefused(
                "from must be before until, was 2026-01-02T00:00:00Z and 2026-01-02T00:00:00Z",
                () -> missed(webhook, "2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z"));
        assertRefused(
                "from and until must be at most 366 days apart, was 2026-01-02T00:00:00Z and 2027-02-02T00:00:00Z;"
                        + " look at one part after another",
                () -> missed(webhook, "2026-01-02T00:00:00Z", "2027-02-02T00:00:00Z"));
        assertThatThrownBy(
                        () -> hub.engine.history().missed(new WebhookId("wh_none"), from, from.plusSeconds(1), 1, null))
                .isInstanceOf(UnknownWebhookException.class)
                .hasMessage("there is no webhook wh_none");
    }

    private static void assertRefused(String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private void publish(String id) {
        hub.clock.advance(Duration.ofMillis(10));
        hub.engine.publish(hub.push(id));
        hub.clock.advance(Duration.ofMillis(10));
    }

    private MissedEvents missed(Webhook webhook, int limit, @Nullable String cursor) {
        return hub.engine.history().missed(webhook.id(), from, from.plus(Duration.ofHours(1)), limit, cursor);
    }

    private MissedEvents missed(Webhook webhook, String from, String until) {
        return hub.engine.history().missed(webhook.id(), Instant.parse(from), Instant.parse(until), 1, null);
    }

    private static List<String> ids(MissedEvents missed) {
        return missed.events().stream().map(MissedEvent::id).map(EventId::value).toList();
    }
}
