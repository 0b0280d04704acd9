package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.webhook.Webhook;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** Events of an ordering key, each with a chain of its name. */
public abstract class OrderingFixture extends StoreFixture {
    protected static final OrderingKey KEY = new OrderingKey("customer-7");

    /** It has two steps and awaits a callback of each. */
    protected Webhook webhook;

    protected OrderingFixture(Opening opening) {
        super(opening);
    }

    @BeforeEach
    protected void save_the_webhook() {
        webhook = savedWebhook("w", 2);
    }

    /** Publishes events of the key, each in a commit of its own. */
    protected void startInOrder(String... events) {
        for (String event : events) {
            commit(publish(ordered(event), newChain(event, webhook)));
        }
    }

    protected static Event ordered(String id) {
        return ordered(id, KEY);
    }

    protected static Event ordered(String id, OrderingKey key) {
        return Event.builder("order.paid")
                .topic("acme/app")
                .id(id)
                .occurredAt(event(id).occurredAt())
                .orderingKey(key.value())
                .body("{}")
                .build();
    }

    protected Mutation list(String event, int slice, NewChain... chains) {
        return new Mutation.Publish(List.of(newEvent(ordered(event), List.of(), slice, chains)));
    }

    /** Claims the delivery of a chain, the only one that may be claimed at a step of a webhook. */
    protected ClaimedDelivery claimOnly(String chain, Webhook webhook, int step) {
        ClaimedDelivery delivery = claimOne(webhook, step);
        assertThat(delivery.key().delivery().chain()).isEqualTo(id(chain));
        return delivery;
    }

    /** Delivers a chain's payload, the only one that may be claimed at a step. */
    protected Applied deliverOnly(String chain, int step) {
        ClaimedDelivery delivery = claimOnly(chain, webhook, step);
        return record(delivery.key(), delivery.attempt(), new AttemptOutcome.Delivered());
    }

    /** Returns the chains whose deliveries a node could claim now at a step. */
    protected List<ChainId> claimable(LeaseRequest claimant, Webhook webhook, int step) {
        return claim(claimant, webhook, step, 99).deliveries().stream()
                .map(delivery -> delivery.key().delivery().chain())
                .toList();
    }

    protected void assertWaiting(String... chains) {
        assertThat(Stream.of(chains).filter(chain -> !isWaiting(chain)))
                .as("those that do not wait")
                .isEmpty();
    }

    protected boolean isWaiting(String chain) {
        return StoreRules.isWaitingForTurn(story(chain).chain());
    }

    protected long sequence(String chain) {
        OrderingTurn turn = Objects.requireNonNull(story(chain).chain().turn(), "the turn of " + chain);
        assertThat(turn.key()).isEqualTo(KEY);
        return turn.sequence();
    }
}
