package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.NodeLease;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The leases of nodes that deliver. */
public abstract class NodeContract extends StoreFixture {
    private static final LeaseRequest THIRD_NODE = new LeaseRequest(new NodeId("a_third_node"), TERM);

    /** Creates it. */
    protected NodeContract(Opening opening) {
        super(opening);
    }

    @Test
    void grants_the_first_node_a_lease_that_it_need_not_wait_for() {
        DeliveringNodes nodes = store.renewNode(NODE);

        assertThat(nodes.self())
                .isEqualTo(new NodeLease(NODE.node(), clock.instant().plus(TERM), Instant.EPOCH));
        assertThat(nodes.others()).isEmpty();
    }

    @Test
    void settles_a_node_when_the_leases_that_it_found_would_end() {
        store.renewNode(NODE);
        Instant end = clock.instant().plus(TERM);
        clock.advance(Duration.ofSeconds(1));

        DeliveringNodes found = store.renewNode(OTHER_NODE);

        assertThat(found.self())
                .isEqualTo(new NodeLease(OTHER_NODE.node(), clock.instant().plus(TERM), end));
        assertThat(found.others())
                .extracting(NodeLease::node, NodeLease::until)
                .containsExactly(tuple(NODE.node(), end));
    }

    @Test
    void keeps_when_a_node_settles_as_long_as_it_renews() {
        store.renewNode(NODE);
        DeliveringNodes joined = store.renewNode(OTHER_NODE);
        clock.advance(TERM.minusMillis(1));

        DeliveringNodes renewed = store.renewNode(OTHER_NODE);

        assertThat(renewed.self().settledAt()).isEqualTo(joined.self().settledAt());
        assertThat(renewed.self().until()).isEqualTo(clock.instant().plus(TERM));
    }

    @Test
    void grants_a_lease_that_has_ended_anew() {
        store.renewNode(NODE);
        store.renewNode(OTHER_NODE);
        clock.advance(TERM);
        Instant end = store.renewNode(NODE).self().until();

        assertThat(store.renewNode(OTHER_NODE).self().settledAt()).isEqualTo(end);
    }

    @Test
    void shows_the_lease_of_a_node_that_has_ended_for_a_minute() {
        store.renewNode(OTHER_NODE);
        clock.advance(Duration.ofSeconds(1));
        Instant end = clock.instant();

        store.endNode(OTHER_NODE.node());

        clock.advance(NodeLease.KEPT);
        DeliveringNodes nodes = store.renewNode(NODE);
        assertThat(nodes.others()).extracting(NodeLease::until).containsExactly(end);
        assertThat(nodes.self().settledAt()).isEqualTo(end);
        clock.advance(Duration.ofMillis(1));
        assertThat(store.renewNode(NODE).others()).isEmpty();
    }

    @Test
    void ends_no_lease_later_than_it_ends_by_itself() {
        store.renewNode(OTHER_NODE);
        Instant end = clock.instant().plus(TERM);
        clock.advance(TERM.plusSeconds(1));

        store.endNode(OTHER_NODE.node());
        store.endNode(new NodeId("unknown"));

        assertThat(store.renewNode(NODE).others())
                .extracting(NodeLease::node, NodeLease::until)
                .containsExactly(tuple(OTHER_NODE.node(), end));
    }

    @Test
    void returns_other_nodes_in_the_order_of_their_ids() {
        store.renewNode(OTHER_NODE);
        store.renewNode(NODE);

        DeliveringNodes nodes = store.renewNode(THIRD_NODE);

        assertThat(nodes.othersSince(clock.instant())).containsExactly(NODE.node(), OTHER_NODE.node());
        assertThat(nodes.othersSince(clock.instant().plus(TERM))).isEmpty();
    }
}
