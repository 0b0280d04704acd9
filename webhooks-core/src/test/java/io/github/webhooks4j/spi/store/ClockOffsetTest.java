package io.github.webhooks4j.spi.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClockOffsetTest {
    private static final Instant NODE_TIME = Instant.parse("2026-02-03T04:05:06Z");
    private static final Instant STORE_TIME = NODE_TIME.plusSeconds(5);
    private static final ClockOffset OFFSET = ClockOffset.between(NODE_TIME, STORE_TIME);
    private static final ChainId CHAIN = new ChainId("c");
    private static final NodeId NODE = new NodeId("node");

    @Test
    void translates_there_and_back() {
        assertThat(OFFSET.ahead()).isEqualTo(Duration.ofSeconds(5));
        assertThat(OFFSET.toStore(NODE_TIME)).isEqualTo(STORE_TIME);
        assertThat(OFFSET.toNode(STORE_TIME)).isEqualTo(NODE_TIME);
    }

    @Test
    void translates_when_to_try_again_but_not_when_it_was_tried() {
        var key = new ClaimToken(new DeliveryId(CHAIN, 0), 0, 1);
        var attempt = new Attempt(
                1, NODE_TIME, new DeliveryResult.NoResponse(FailureCode.TIMED_OUT, Timing.ofTotal(Duration.ZERO)));

        assertThat(OFFSET.toStore(new Mutation.RecordAttempt(key, attempt, new AttemptOutcome.Retry(NODE_TIME))))
                .isEqualTo(new Mutation.RecordAttempt(key, attempt, new AttemptOutcome.Retry(STORE_TIME)));
        assertThat(OFFSET.toStore(new Mutation.Release(key))).isEqualTo(new Mutation.Release(key));
    }

    @Test
    void translates_what_is_before_a_chain_but_not_what_is_past() {
        var delivering = new ChainState.Delivering(0);
        var inStore = applied(
                record(delivering, new PendingDelivery(STORE_TIME, 1, 1, new Lease(NODE, STORE_TIME.plusSeconds(15)))),
                record(new ChainState.AwaitingCallback(0, STORE_TIME.plusSeconds(60)), null));

        assertThat(OFFSET.toNode(inStore))
                .isEqualTo(applied(
                        record(
                                delivering,
                                new PendingDelivery(NODE_TIME, 1, 1, new Lease(NODE, NODE_TIME.plusSeconds(15)))),
                        record(new ChainState.AwaitingCallback(0, NODE_TIME.plusSeconds(60)), null)));
    }

    private static MutationResult.Applied applied(StoredChain before, StoredChain after) {
        return new MutationResult.Applied(before, after, Effect.MOVED, null);
    }

    private static StoredChain record(ChainState state, @Nullable PendingDelivery due) {
        var chain = new Chain(CHAIN, new ChainPlan(1, true, Duration.ofMinutes(1)), state, 0, Map.of());
        return new StoredChain(chain, new WebhookId("w"), 1, new EventId("e"), STORE_TIME, null, due);
    }
}
