package io.github.webhooks4j.spi.store.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.Writes.ClaimBatch;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which claim batches a unit of work inserts. */
class ClaimBatchTest {
    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");
    private static final WebhookId WEBHOOK = new WebhookId("w");
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));
    private static final LeaseRequest OTHER = new LeaseRequest(new NodeId("other"), Duration.ofSeconds(20));

    private final Map<ChainId, StoredChain> chains = new HashMap<>();
    private final Map<WebhookId, WebhookState> webhooks =
            new HashMap<>(Map.of(WEBHOOK, new WebhookState(WebhookStatus.ENABLED, FailureStreak.NONE, null)));
    private final Set<SliceKey> slices = new HashSet<>();
    private long nextNumber = 1;
    private final UnitOfWork work = new UnitOfWork(
            new Snapshot(chains, Set.of(), Map.of(), Set.of(), webhooks, slices, Set.of(), Set.of()), NOW);

    @Test
    void is_one_for_the_chains_that_a_node_claims_from_the_start() {
        work.apply(publish("e1", chain("c1", NODE)));
        work.apply(publish("e2", chain("c2", null)));
        work.apply(publish("e3", chain("c3", NODE)));

        assertThat(batches()).containsExactly(new ClaimBatch(NODE.lease(NOW), ids("c1", "c3")));
        assertThat(work.writes().chains())
                .extracting(chain -> StoreRules.isInClaimBatch(chain.after()))
                .containsExactly(true, false, true);
    }

    @Test
    void is_none_without_a_claimed_chain() {
        work.apply(publish("e", chain("c", null)));

        assertThat(batches()).isEmpty();
    }

    @Test
    void is_one_for_each_node() {
        work.apply(publish("e1", chain("c1", NODE)));
        work.apply(publish("e2", chain("c2", OTHER)));
        work.apply(publish("e3", chain("c3", NODE)));

        assertThat(batches())
                .containsExactly(
                        new ClaimBatch(NODE.lease(NOW), ids("c1", "c3")), new ClaimBatch(OTHER.lease(NOW), ids("c2")));
    }

    @Test
    void has_reruns_and_the_chains_of_slices() {
        StoredChain finished = StoreRules.apply(
                        StoreRules.start(chain("c", NODE), new EventId("e"), null, NOW), new ChainEvent.Cancel(), NOW)
                .after();
        chains.put(finished.chain().id(), finished);
        var slice = new ChainSlice(new EventId("e2"), new Topic("t/t"), "push", 0, List.of(chain("listed", NODE)));
        slices.add(SliceKey.of(slice));

        work.apply(new Mutation.Rerun(new ChainId("c"), chain("again", NODE)));
        work.apply(new Mutation.CreateChains(slice));

        assertThat(batches()).containsExactly(new ClaimBatch(NODE.lease(NOW), ids("again", "listed")));
    }

    @Test
    void lacks_what_the_same_unit_of_work_settles_or_releases() {
        work.apply(publish("e1", chain("delivered", NODE)));
        work.apply(publish("e2", chain("released", NODE)));
        work.apply(publish("e3", chain("cancelled", NODE)));
        work.apply(publish("e4", chain("held", NODE)));

        var result = new DeliveryResult.Response(200, null, null, "", Timing.ofTotal(Duration.ofMillis(3)));
        work.apply(new Mutation.RecordAttempt(
                token("delivered"), new Attempt(1, NOW, result), new AttemptOutcome.Delivered()));
        work.apply(new Mutation.Release(token("released")));
        work.apply(new Mutation.Apply(new ChainId("cancelled"), new ChainEvent.Cancel()));

        assertThat(batches()).containsExactly(new ClaimBatch(NODE.lease(NOW), ids("held")));
    }

    @Test
    void lacks_the_chain_of_a_deleted_webhook_that_a_slice_creates_as_cancelled() {
        webhooks.put(WEBHOOK, new WebhookState(WebhookStatus.DELETED, FailureStreak.NONE, NOW));
        var slice = new ChainSlice(new EventId("e"), new Topic("t/t"), "push", 0, List.of(chain("c", NODE)));
        slices.add(SliceKey.of(slice));

        work.apply(new Mutation.CreateChains(slice));

        assertThat(batches()).isEmpty();
    }

    @Test
    void lacks_what_was_held_before() {
        StoredChain held = StoreRules.start(chain("c", NODE), new EventId("e"), null, NOW);
        chains.put(held.chain().id(), held);

        work.apply(new Mutation.Move(new ChainId("c"), 2, new ChainPlan(List.of(7), false, Duration.ofHours(1)), null));

        assertThat(work.writes().chains()).hasSize(1);
        assertThat(batches()).isEmpty();
    }

    @Test
    void has_up_to_1000_chains() {
        List<String> names =
                IntStream.range(0, 2_001).mapToObj(number -> "c" + number).toList();
        for (String name : names) {
            work.apply(publish("e_" + name, chain(name, NODE)));
        }

        assertThat(batches()).extracting(batch -> batch.chains().size()).containsExactly(1_000, 1_000, 1);
        assertThat(batches().stream().flatMap(batch -> batch.chains().stream()))
                .extracting(ChainId::value)
                .containsExactlyElementsOf(names);
    }

    private List<ClaimBatch> batches() {
        return work.writes().claimBatches();
    }

    private Mutation publish(String id, NewChain chain) {
        var event = new Event(
                new EventId(id),
                new Topic("acme/app"),
                "v1",
                Event.PUSH,
                NOW,
                EventBody.of("{}".getBytes(StandardCharsets.UTF_8)));
        return new Mutation.Publish(List.of(new NewEvent(nextNumber++, event, List.of(chain))));
    }

    private static NewChain chain(String id, @Nullable LeaseRequest claimant) {
        return new NewChain(new ChainId(id), WEBHOOK, 1, new ChainPlan(1, false, Duration.ofHours(1)), claimant);
    }

    private static ClaimToken token(String chain) {
        return new ClaimToken(new DeliveryId(new ChainId(chain), 0), 0, 1);
    }

    private static List<ChainId> ids(String... ids) {
        return List.of(ids).stream().map(ChainId::new).toList();
    }
}
