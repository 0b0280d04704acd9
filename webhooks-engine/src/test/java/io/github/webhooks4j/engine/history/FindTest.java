package io.github.webhooks4j.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState.Kind;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.FoundChains;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FindTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore().forNode(clock);
    private final WebhookEngine engine = WebhookEngine.builder(store, new ScriptedTransport())
            .callbackBase(URI.create("https://hub.example/callbacks"))
            .clock(clock)
            .pollInterval(Duration.ofMillis(2))
            .start();
    private final History history = engine.history();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void finds_chains_of_all_webhooks_page_by_page_the_latest_first() {
        webhook("acme/app", null);
        webhook("acme/*", null);
        var published = new ArrayList<EventId>();
        for (int i = 0; i < 3; i++) {
            published.add(0, publish("push-" + i));
        }

        FoundChains first = history.find(HistoryQuery.all(), 4, null);
        FoundChains second = history.find(HistoryQuery.all(), 4, first.next());

        assertThat(events(first))
                .containsExactly(published.get(0), published.get(0), published.get(1), published.get(1));
        assertThat(events(second)).containsExactly(published.get(2), published.get(2));
        assertThat(first.lookedBackTo()).isEqualTo(first.chains().get(3).startedAt());
        assertThat(first.exhausted()).isFalse();
        assertThat(second.exhausted()).isTrue();
        assertThat(second.next()).isNull();
    }

    @Test
    void finds_the_chains_of_an_owner_and_of_no_other() {
        webhook("acme/app", "acme");
        Webhook other = webhook("acme/app", "globex");
        publish("push-1");

        FoundChains found = history.find(HistoryQuery.all().owner("globex"), 10, null);

        assertThat(found.chains()).extracting(ChainSummary::webhook).containsExactly(other.id());
    }

    @Test
    void reads_the_history_of_a_deleted_webhook() throws InterruptedException {
        Webhook webhook = webhook("acme/app", "acme");
        ChainId chain = engine.publish(event("push-1")).chains().get(0);
        store.awaitIdle(clock.instant(), PATIENCE);
        engine.webhooks().delete(webhook.id());

        assertThat(history.page(webhook.id(), 10, null).chains())
                .extracting(ChainHistory::id)
                .containsExactly(chain);
        assertThat(ids(history.find(HistoryQuery.all().webhook(webhook.id()), 10, null)))
                .containsExactly(chain);
        assertThat(ids(history.find(HistoryQuery.all().owner("acme"), 10, null)))
                .containsExactly(chain);
    }

    @Test
    void finds_nothing_of_a_webhook_and_an_event_that_never_were() {
        webhook("acme/app", null);
        publish("push-1");

        for (HistoryQuery query : List.of(
                HistoryQuery.all().webhook(new WebhookId("wh_none")),
                HistoryQuery.all().event(new EventId("none")),
                HistoryQuery.all().owner("none"))) {
            assertThat(history.find(query, 10, null)).isEqualTo(new FoundChains(List.of(), null, null, 0));
        }
    }

    @Test
    void refuses_a_limit_out_of_range() {
        assertThatThrownBy(() -> history.find(HistoryQuery.all(), 0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit must be 1 to 100, was 0");
        assertThatThrownBy(() -> history.find(HistoryQuery.all(), 101, null))
                .hasMessage("limit must be 1 to 100, was 101");
    }

    @Test
    void refuses_the_cursor_of_another_query_and_what_is_none() {
        webhook("acme/app", null);
        publish("push-1");
        publish("push-2");
        String cursor = history.find(HistoryQuery.all(), 1, null).next();

        assertThatThrownBy(() -> history.find(HistoryQuery.all().states(Set.of(Kind.COMPLETE)), 1, cursor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the cursor belongs to another query; leave it out for the first look");
        for (String none : List.of("", "' or 1", "chn_1.x", ".x")) {
            assertThatThrownBy(() -> history.find(HistoryQuery.all(), 1, none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("cursor must be the next of found chains; leave it out for the first look");
        }
    }

    @Test
    void refuses_to_look_once_the_store_is_closed() {
        engine.close();
        store.close();

        assertThatThrownBy(() -> history.find(HistoryQuery.all(), 1, null))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store is closed");
    }

    private Webhook webhook(String topic, @Nullable String owner) {
        return engine.webhooks()
                .create(WebhookDraft.builder("CI", topic, List.of("https://ci.example/hook"))
                        .owner(owner)
                        .build());
    }

    private EventId publish(String id) {
        clock.advance(Duration.ofMillis(1));
        return engine.publish(event(id)).event();
    }

    private Event event(String id) {
        return new Event(
                new EventId(id),
                new Topic("acme/app"),
                null,
                "order.paid",
                clock.instant(),
                EventBody.of("{}".getBytes(StandardCharsets.UTF_8)));
    }

    private static List<EventId> events(FoundChains found) {
        return found.chains().stream().map(ChainSummary::event).toList();
    }

    private static List<ChainId> ids(FoundChains found) {
        return found.chains().stream().map(ChainSummary::id).toList();
    }
}
