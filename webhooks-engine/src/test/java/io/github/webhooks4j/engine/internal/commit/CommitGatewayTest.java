package io.github.webhooks4j.engine.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.engine.CommitFixture;
import io.github.webhooks4j.engine.EventContents;
import io.github.webhooks4j.engine.HookedStore;
import io.github.webhooks4j.engine.ManualTaskRunner;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.delivery.LaneFeed;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Reservations for a publish are used or cancelled, however the publish ends. */
class CommitGatewayTest {
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));
    private static final EventBody BODY = EventBody.of("{}".getBytes(StandardCharsets.UTF_8));

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore disk = new InMemoryStore().forNode(clock);
    private final ManualTaskRunner tasks = new ManualTaskRunner();
    private final AtomicReference<Runnable> onCommit = new AtomicReference<>(() -> {});
    private final Store store =
            HookedStore.of(disk, (method, arguments) -> onCommit.get().run());
    /** Listens as an engine does, as far as lanes are concerned. */
    private final AtomicReference<CommitListener> feed = new AtomicReference<>();

    private final CommitFixture node = new CommitFixture(
            tasks,
            store,
            clock,
            CommitLimits.DEFAULT.withRecordInterval(Duration.ZERO),
            batch -> feed.get().onCommitted(batch));

    CommitGatewayTest() {
        feed.set(new LaneFeed(node.lanes, node.commits, () -> {}, clock));
    }

    @Test
    void a_publish_whose_caller_waits_no_more_is_delivered_once_it_is_durable() {
        CompletableFuture<MutationResult> outcome = publish();
        onCommit.set(tasks::timeIsOver);

        node.step();

        assertThat(outcome).isCompletedExceptionally();
        assertThat(node.lanes.next(clock.instant())).isNotNull();
    }

    @Test
    void the_room_of_a_publish_that_is_withdrawn_in_time_is_free_again() {
        var unused = publish();

        tasks.timeIsOver();

        assertThat(isIdle()).isTrue();
    }

    @Test
    void the_room_of_a_publish_that_fails_is_free_again() {
        CompletableFuture<MutationResult> outcome = publish();
        onCommit.set(() -> {
            throw new StoreException(StoreException.Reason.FAILED, "on purpose");
        });

        node.step();

        assertThatThrownBy(outcome::join).hasRootCauseMessage("on purpose");
        assertThat(isIdle()).isTrue();
    }

    @Test
    void the_room_of_a_publish_that_comes_after_the_end_is_free_again() {
        node.close();

        assertThatThrownBy(() -> publish().join()).hasCauseInstanceOf(EngineClosedException.class);

        assertThat(isIdle()).isTrue();
    }

    private CompletableFuture<MutationResult> publish() {
        var event = new Event(new EventId("e"), new Topic("acme/app"), null, Event.PUSH, clock.instant(), BODY);
        var chain = new NewChain(
                new ChainId("c"), new WebhookId("w"), 1, new ChainPlan(1, true, Duration.ofHours(1)), null);
        FirstDeliveries.Prepared first = new FirstDeliveries(node.lanes, NODE)
                .prepare(List.of(chain), EventContents.push(BODY), clock.instant());
        assertThat(first.deliveries().deliveries()).hasSize(1);
        return node.commits.submit(
                new Mutation.Publish(List.of(new NewEvent(1, event, first.chains()))), first.deliveries());
    }

    /** Returns whether the lane holds nothing: then as much can be reserved as at first. */
    private boolean isIdle() {
        int reserved = 0;
        var lane = new LaneKey(new WebhookId("w"), 0);
        while (node.lanes.tryReserve(lane, 1, clock.instant())) {
            reserved++;
        }
        return reserved == LaneScheduler.MAX_READY_PER_LANE;
    }
}
