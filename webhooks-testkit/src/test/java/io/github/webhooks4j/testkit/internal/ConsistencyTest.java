package io.github.webhooks4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Tables.ClaimBatchRow;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsistencyTest {
    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));

    private final Tables tables = new Tables();

    @Test
    void finds_nothing_in_what_is_held_queued_or_finished() {
        put(held("held"));
        put(queued("queued"));
        put(cancelled("cancelled"));
        batch(1, "held");

        assertThat(findings()).isEmpty();
    }

    @Test
    void finds_a_chain_that_is_neither_held_nor_queued() {
        put(held("c"));

        assertThat(findings()).containsExactly("chain c must be held by exactly one claim batch, but is held by 0");
    }

    @Test
    void finds_a_chain_in_two_batches() {
        put(held("c"));
        batch(1, "c");
        batch(2, "c");

        assertThat(findings()).containsExactly("chain c must be held by exactly one claim batch, but is held by 2");
    }

    @Test
    void finds_a_chain_that_is_queued_and_held() {
        put(queued("c"));
        batch(7, "c");

        assertThat(findings())
                .containsExactly("chain c must not be held by a claim batch, since it is in the queue, but is held by"
                        + " number 7");
    }

    @Test
    void finds_a_finished_chain_in_a_batch() {
        put(cancelled("c"));
        batch(7, "c");

        assertThat(findings())
                .containsExactly("chain c must not be held by a claim batch, since it is cancelled, but is held by"
                        + " number 7");
    }

    @Test
    void finds_a_chain_in_the_queue_that_is_not_queued_and_one_that_lacks_there() {
        ChainRow queued = put(queued("lacking"));
        tables.chainIndex.moved(queued, null);
        ChainRow finished = put(cancelled("finished"));
        tables.chainIndex.moved(null, finished.withChain(queued("finished")));
        put(held("held"));
        batch(1, "held");
        tables.chainIndex.moved(null, finished.withChain(queued("held")));

        assertThat(findings())
                .containsExactly(
                        "chain finished must not be in the queue, since it is cancelled, but is",
                        "chain held must not be in the queue, since a claim batch holds it, but is",
                        "chain lacking must be in the queue, since no claim batch holds it, but is not");
    }

    @Test
    void finds_a_batch_of_nothing_and_one_of_a_chain_that_is_missing() {
        batch(1);
        batch(2, "c");

        assertThat(findings())
                .containsExactly(
                        "chain c must be stored, since claim batch 2 holds it, but is missing",
                        "claim batch 1 must hold at least one chain, but holds none");
    }

    @Test
    void finds_nothing_where_one_delivery_of_an_ordering_key_does_not_wait() {
        put(ordered("e1", 1));
        put(StoreRules.waitForTurn(ordered("e2", 2)));
        put(StoreRules.waitForTurn(ordered("e3", 3)));

        assertThat(findings()).isEmpty();
    }

    @Test
    void finds_an_ordering_key_of_which_all_deliveries_wait() {
        put(StoreRules.waitForTurn(ordered("e1", 1)));
        put(StoreRules.waitForTurn(ordered("e2", 2)));

        assertThat(findings())
                .containsExactly("exactly one delivery of ordering key k at step 0 of webhook w must not wait for its"
                        + " turn, but 0 do not");
    }

    @Test
    void finds_an_ordering_key_of_which_two_deliveries_do_not_wait() {
        put(ordered("e1", 1));
        put(ordered("e2", 2));

        assertThat(findings())
                .containsExactly("exactly one delivery of ordering key k at step 0 of webhook w must not wait for its"
                        + " turn, but 2 do not");
    }

    @Test
    void finds_a_delivery_that_waits_though_it_is_in_no_order() {
        put(StoreRules.waitForTurn(queued("c")));

        assertThat(findings()).containsExactly("chain c must not wait for its turn, since it is in no order, but does");
    }

    @Test
    void returns_as_many_findings_as_were_asked_for() {
        put(held("c1"));
        put(held("c2"));
        put(held("c3"));

        assertThat(new Consistency(tables).findings(2))
                .containsExactly(
                        "chain c1 must be held by exactly one claim batch, but is held by 0",
                        "chain c2 must be held by exactly one claim batch, but is held by 0");
    }

    private List<String> findings() {
        return new Consistency(tables).findings(10);
    }

    private ChainRow put(StoredChain chain) {
        var row = new ChainRow(chain, List.of(), List.of());
        tables.put(row);
        return row;
    }

    private void batch(long number, String... chains) {
        Set<ChainId> ids = new LinkedHashSet<>();
        for (String chain : chains) {
            ids.add(new ChainId(chain));
        }
        tables.claimBatches.put(number, new ClaimBatchRow(number, NODE.lease(NOW), ids));
    }

    private static StoredChain held(String id) {
        return start(id, NODE);
    }

    private static StoredChain queued(String id) {
        return start(id, null);
    }

    private static StoredChain ordered(String id, long sequence) {
        return start(id, null, new OrderingTurn(new OrderingKey("k"), sequence));
    }

    private static StoredChain cancelled(String id) {
        return StoreRules.apply(queued(id), new ChainEvent.Cancel(), NOW).after();
    }

    private static StoredChain start(String id, @Nullable LeaseRequest claimant) {
        return start(id, claimant, null);
    }

    private static StoredChain start(String id, @Nullable LeaseRequest claimant, @Nullable OrderingTurn turn) {
        var plan = new ChainPlan(1, false, Duration.ofHours(1));
        return StoreRules.start(
                new NewChain(new ChainId(id), new WebhookId("w"), 1, plan, claimant), new EventId("e"), turn, NOW);
    }
}
