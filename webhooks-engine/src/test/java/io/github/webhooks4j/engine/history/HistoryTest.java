package io.github.webhooks4j.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ManualClock clock = new ManualClock();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final InMemoryStore store = new InMemoryStore().forNode(clock);
    private final WebhookEngine engine = WebhookEngine.builder(store, transport)
            .callbackBase(URI.create("https://hub.example/callbacks"))
            .clock(clock)
            .pollInterval(Duration.ofMillis(2))
            .start();
    private final Webhook webhook = engine.webhooks()
            .create(WebhookDraft.builder(
                            "CI", "acme/app", List.of("https://u:secret@ci.example/hook", "https://deploy.example/"))
                    .build());

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shows_no_path_and_no_query_of_a_destination() {
        var step = new StepHistory(0, "https://ci.example/s3cret?key=s3cret", true, List.of(), List.of(), List.of());

        assertThat(step)
                .hasToString("StepHistory[step=0, destination=Destination[https://ci.example], delivered=true, "
                        + "attempts=[], callbacks=[], callbackProblems=[]]");
    }

    @Test
    void pages_through_all_chains_from_the_latest_to_the_first() {
        var published = new ArrayList<ChainId>();
        for (int i = 0; i < 7; i++) {
            published.add(publish("push-" + i));
            clock.advance(Duration.ofMillis(1));
        }
        Collections.reverse(published);

        HistoryPage first = engine.history().page(webhook.id(), 3, null);
        HistoryPage second = engine.history().page(webhook.id(), 3, first.next());
        HistoryPage third = engine.history().page(webhook.id(), 3, second.next());

        assertThat(ids(first)).isEqualTo(published.subList(0, 3));
        assertThat(ids(second)).isEqualTo(published.subList(3, 6));
        assertThat(ids(third)).isEqualTo(published.subList(6, 7));
        assertThat(third.next()).isNull();
    }

    @Test
    void reads_settings_once_for_all_chains_of_a_page_that_ran_by_them() {
        ChainId first = publish("push-1");
        ChainId second = publish("push-2");
        var asked = new AtomicInteger();
        var listening = (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    asked.addAndGet(method.getName().equals("settings") ? 1 : 0);
                    return method.invoke(store, arguments);
                });

        HistoryPage page = new History(listening, listening, NodeKnowledge.none(clock)).page(webhook.id(), 3, null);

        assertThat(ids(page)).containsExactlyInAnyOrder(first, second);
        assertThat(asked).hasValue(1);
    }

    @Test
    void ends_without_a_cursor_when_the_last_page_is_full() {
        publish("push-1");

        assertThat(engine.history().page(webhook.id(), 1, null).next()).isNull();
    }

    @Test
    void reports_every_destination_whether_reached_or_not_and_no_user_info() throws InterruptedException {
        ChainId chain = publish("push-1");
        transport.awaitRequests(1, PATIENCE);

        ChainHistory history = engine.history().chain(chain).orElseThrow();

        assertThat(history.steps().stream().map(StepHistory::destination))
                .containsExactly("https://ci.example/hook", "https://deploy.example/");
        assertThat(history.steps().get(1).attempts()).isEmpty();
        assertThat(history.steps().get(1).delivered()).isFalse();
    }

    @Test
    void knows_nothing_of_a_chain_that_never_was() {
        assertThat(engine.history().chain(new ChainId("chn_none"))).isEmpty();
    }

    @Test
    void refuses_a_limit_out_of_range_and_a_cursor_that_is_none() {
        assertThatThrownBy(() -> engine.history().page(webhook.id(), 0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit must be 1 to 100, was 0");
        assertThatThrownBy(() -> engine.history().page(webhook.id(), 101, null))
                .hasMessage("limit must be 1 to 100, was 101");
        assertThatThrownBy(() -> engine.history().page(webhook.id(), 10, "' or 1"))
                .hasMessage("cursor must be the next of a page; leave it out for the first page");
    }

    private ChainId publish(String id) {
        Event push = PushEvents.of(
                new EventId(id),
                clock.instant(),
                PushPayload.of(
                        PushData.of(null, null, "latest"),
                        Repository.builder("acme/app").build()));
        return engine.publish(push).chains().get(0);
    }

    private static List<ChainId> ids(HistoryPage page) {
        return page.chains().stream().map(ChainHistory::id).toList();
    }
}
