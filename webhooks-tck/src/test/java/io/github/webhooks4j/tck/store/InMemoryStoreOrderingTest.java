package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.tck.internal.store.CheckedStore;
import io.github.webhooks4j.tck.internal.store.OrderingFixture;
import io.github.webhooks4j.testkit.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store in memory can do more than others, with events of an ordering key. */
class InMemoryStoreOrderingTest extends OrderingFixture {
    private InMemoryStore memory;

    InMemoryStoreOrderingTest() {
        super(new InMemoryStoreTest().opening());
    }

    @BeforeEach
    void take_the_store() {
        memory = (InMemoryStore) CheckedStore.unchecked(store);
    }

    @Test
    void notifies_other_nodes_of_the_lane_in_which_a_turn_has_come() {
        startInOrder("e1", "e2");
        var heard = new ArrayList<LaneKey>();
        var subscription = memory.join().subscribe(new StoreListener() {
            @Override
            public void onWorkAvailable(LaneKey lane) {
                heard.add(lane);
            }

            @Override
            public void onWebhooksChanged() {}

            @Override
            public void onResyncRequired() {}
        });

        startInOrder("e3");
        assertThat(heard).isEmpty();
        deliverOnly("e1", 0);

        assertThat(heard).containsExactly(lane(webhook, 0));
        subscription.close();
    }

    @Test
    void is_idle_while_others_wait_for_one_that_is_tried_again_later() throws Exception {
        startInOrder("e1", "e2");
        assertThatThrownBy(() -> memory.awaitIdle(clock.instant(), Duration.ZERO))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the engines had something to do after PT0S: ");

        record(claimOnly("e1", webhook, 0).key(), 1, retryIn(Duration.ofHours(5)));

        memory.awaitIdle(clock.instant(), Duration.ZERO);
        assertWaiting("e2");
    }

    @Test
    void lets_wait_after_a_crash_what_waited_before() {
        startInOrder("e1", "e2");
        claimOnly("e1", webhook, 0);

        store = CheckedStore.of(memory.reopen().forNode(clock));

        assertThat(store.inconsistencies(9)).isEmpty();
        assertWaiting("e2");
        claimOnly("e1", webhook, 0);
    }

    @Test
    void counts_on_from_an_earlier_state_that_is_put_back() {
        startInOrder("e1", "e2");
        commit(list("e3", 1, newChain("e3", webhook)));
        InMemoryStore.Snapshot before = memory.snapshot();
        commit(new Mutation.CreateChains(store.slices(null, 9).get(0)));
        startInOrder("lost");
        commit(new Mutation.Apply(id("e1"), new ChainEvent.Cancel()));

        memory.restore(before);

        assertThat(store.inconsistencies(9)).isEmpty();
        assertThat(store.slices(null, 9))
                .extracting(slice -> slice.event().value())
                .containsExactly("e3");
        startInOrder("e4");
        for (int i = 0; i < 2; i++) {
            ChainSlice slice = store.slices(null, 9).get(0);
            commit(new Mutation.CreateChains(slice));
        }
        assertThat(sequence("e4")).isEqualTo(4);
        for (String event : List.of("e1", "e2", "e3", "e4")) {
            deliverOnly(event, 0);
        }
    }

    @Test
    void takes_no_turn_for_what_a_transaction_publishes_until_it_has_committed() throws Exception {
        var connection = memory.enlist(InMemoryStoreTransactionsTest.database());
        connection.setAutoCommit(false);
        memory.forNode(clock)
                .publish(connection, List.of(newEvent(ordered("enlisted"), newChain("enlisted", webhook))));

        startInOrder("e1");
        connection.commit();

        assertThat(List.of(sequence("e1"), sequence("enlisted"))).containsExactly(1L, 2L);
        assertWaiting("enlisted");
    }
}
