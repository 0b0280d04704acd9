package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.spi.store.EventDetails;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the store contract: what can be read of an event. */
public abstract class EventHistoryContract extends StoreFixture {
    private Webhook webhook;

    protected EventHistoryContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 1);
    }

    @Test
    void has_nothing_of_an_event_that_was_never_accepted() {
        assertThat(store.findEvent(new EventId("unknown"))).isEmpty();
    }

    @Test
    void returns_all_parts_of_an_event_with_its_body() {
        Event event = Event.builder("order.paid")
                .topic("shop/orders")
                .id("order-1")
                .tag("v\u0000\u03b1")
                .occurredAt(clock.instant().minusSeconds(60))
                .attributes(Map.of("trace", "00-1"))
                .orderingKey("customer-7")
                .body("{\"order\":1}")
                .build();
        commit(publish(event, newChain("c", webhook)));

        EventDetails found = store.findEvent(event.id()).orElseThrow();

        assertThat(found.event()).isEqualTo(event);
        assertThat(found.acceptedAt()).isEqualTo(clock.instant());
        assertThat(found.chains()).isEqualTo(ids("c"));
        assertThat(found.number()).isEqualTo(id("c").number());
        assertThat(found.laterChains()).isEmpty();
    }

    @Test
    void returns_a_test_event_as_one() {
        Event test = event("test").asTest(TestScope.FIRST_STEP);
        commit(publish(test));

        assertThat(store.findEvent(test.id()).orElseThrow().event()).isEqualTo(test);
    }

    @Test
    void returns_chains_that_are_still_to_be_created() {
        commit(new Mutation.Publish(List.of(newEvent(
                event("large"), List.of(), 1, newChain("c1", webhook), newChain("c2", savedWebhook("x", 1))))));

        assertThat(store.findEvent(new EventId("large")).orElseThrow().chains()).isEqualTo(ids("c1", "c2"));
    }

    @Test
    void returns_reruns_in_the_order_of_their_start() {
        start("c", webhook);
        deliver(webhook, 0);
        for (String again : List.of("r1", "r2")) {
            clock.advance(Duration.ofSeconds(1));
            commit(new Mutation.Rerun(id("c"), newChain(again, webhook)));
        }

        EventDetails found = store.findEvent(new EventId("event_of_c")).orElseThrow();

        assertThat(found.chains()).isEqualTo(ids("c"));
        assertThat(found.laterChains()).isEqualTo(ids("r1", "r2"));
    }
}
