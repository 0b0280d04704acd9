package io.github.webhooks4j.spi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
    private static final Event EVENT = new Event(
            new EventId("e"),
            new Topic("acme/app"),
            null,
            Event.PUSH,
            Instant.EPOCH,
            EventBody.of("{}".getBytes(StandardCharsets.UTF_8)));
    private static final Event ORDERED = Event.builder("order.paid")
            .topic("acme/app")
            .id("ordered")
            .occurredAt(Instant.EPOCH)
            .orderingKey("k")
            .body("{}")
            .build();
    private static final OrderingTurn TURN = new OrderingTurn(new OrderingKey("k"), 3);
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));

    private final NewChain first = chain("c1");
    private final NewChain second = chain("c2");
    private final NewChain third = chain("c3");

    @Test
    void creates_its_chains_with_the_event_unless_they_are_only_listed() {
        var now = new NewEvent(1, EVENT, List.of(first, second));

        assertThat(now.chainsNow()).containsExactly(first, second);
        assertThat(now.slices(null)).isEmpty();
    }

    @Test
    void lists_its_chains_in_slices() {
        var listed = new NewEvent(1, EVENT, List.of(first, second, third), List.of(), 2);

        assertThat(listed.chainsNow()).isEmpty();
        assertThat(listed.slices(null))
                .containsExactly(
                        new ChainSlice(EVENT.id(), EVENT.topic(), EVENT.type(), 0, List.of(first, second)),
                        new ChainSlice(EVENT.id(), EVENT.topic(), EVENT.type(), 1, List.of(third)));
    }

    @Test
    void lists_no_chain_that_is_claimed_already() {
        var claimed = new NewChain(first.id(), first.webhook(), 1, first.plan(), NODE);

        assertThatThrownBy(() -> new NewEvent(1, EVENT, List.of(claimed), List.of(), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chain c1 must be unclaimed, since it is created later; claim it when it is created");
    }

    @Test
    void starts_no_chain_claimed_of_an_event_with_an_ordering_key() {
        var claimed = new NewChain(first.id(), first.webhook(), 1, first.plan(), NODE);

        assertThatThrownBy(() -> new NewEvent(1, ORDERED, List.of(second, claimed)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "chain c1 must be unclaimed, since its event has an ordering key: it may have to wait for its"
                                + " turn");
    }

    @Test
    void creates_no_chain_claimed_of_a_slice_with_a_turn() {
        var claimed = new NewChain(first.id(), first.webhook(), 1, first.plan(), NODE);
        ChainSlice slice = new NewEvent(1, ORDERED, List.of(first, second), List.of(), 2)
                .slices(TURN)
                .get(0);

        assertThatThrownBy(() -> new Mutation.CreateChains(slice.with(List.of(claimed, second))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "chain c1 must be unclaimed, since its event has an ordering key: it may have to wait for its"
                                + " turn");
    }

    @Test
    void lists_the_turn_of_its_event_in_every_slice() {
        var listed = new NewEvent(1, ORDERED, List.of(first, second), List.of(), 1);

        assertThat(listed.slices(TURN))
                .containsExactly(
                        new ChainSlice(ORDERED.id(), ORDERED.topic(), ORDERED.type(), 0, List.of(first), TURN),
                        new ChainSlice(ORDERED.id(), ORDERED.topic(), ORDERED.type(), 1, List.of(second), TURN));
        assertThat(listed.slices(TURN).get(1).with(List.of(third)))
                .isEqualTo(new ChainSlice(ORDERED.id(), ORDERED.topic(), ORDERED.type(), 1, List.of(third), TURN));
    }

    @Test
    void may_list_chains_that_were_to_be_created_with_the_event() {
        var now = new NewEvent(1, EVENT, List.of(first, second), List.of(7L));

        assertThat(now.listed(5)).isEqualTo(new NewEvent(1, EVENT, List.of(first, second), List.of(7L), 5));
    }

    @Test
    void takes_no_event_without_a_time() {
        Event untimed =
                Event.builder("push").topic("acme/app").id("e").body("{}").build();

        assertThatThrownBy(() -> new NewEvent(1, untimed, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("event e must have the time when it happened before it is stored, was none");
    }

    @Test
    void has_no_slices_of_less_than_nothing() {
        assertThatThrownBy(() -> new NewEvent(1, EVENT, List.of(), List.of(), -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slice must not be negative, was -1");
    }

    @Test
    void a_slice_has_at_least_one_chain() {
        assertThatThrownBy(() -> new ChainSlice(EVENT.id(), EVENT.topic(), EVENT.type(), 3, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slice 3 of event e must have at least one chain, had none");
    }

    private static NewChain chain(String id) {
        return new NewChain(new ChainId(id), new WebhookId("w"), 1, new ChainPlan(1, false, Duration.ofHours(1)), null);
    }
}
