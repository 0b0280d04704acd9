package io.github.webhooks4j.engine.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.EventContents;
import io.github.webhooks4j.engine.ManualTaskRunner;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.commit.FirstDeliveries;
import io.github.webhooks4j.engine.internal.lane.CircuitSettings;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.lane.LaneTraits;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeaseTrackerTest {
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));
    private static final Instant NOW = ManualClock.DEFAULT_START;
    private static final EventBody BODY = EventBody.of("{}".getBytes(StandardCharsets.UTF_8));
    private static final Event EVENT = new Event(new EventId("e"), new Topic("acme/app"), null, Event.PUSH, NOW, BODY);
    private static final NewChain CHAIN =
            new NewChain(new ChainId("c"), new WebhookId("w"), 1, new ChainPlan(1, true, Duration.ofHours(1)), null);

    private final ManualClock clock = new ManualClock();
    private final LaneScheduler lanes = new LaneScheduler(
            256, 8, CircuitSettings.DEFAULT, (lane, former) -> LaneTraits.unknown(lane), () -> {}, () -> {});
    private final LeaseRenewer leases =
            new LeaseRenewer(new ManualTaskRunner().context(clock), new InMemoryStore().forNode(clock), lanes, NODE);
    private final LeaseTracker tracker = new LeaseTracker(leases);

    @Test
    void tracks_the_lease_of_a_chain_that_was_created_as_claimed() {
        ClaimedDelivery first = publish(false);

        assertThat(leases.isHeld(first.key(), NOW.plusSeconds(14))).isTrue();
        assertThat(leases.isHeld(first.key(), NOW.plusSeconds(15)))
                .as("it began when the delivery was prepared")
                .isFalse();
    }

    @Test
    void tracks_nothing_of_an_event_that_was_published_before() {
        publish(true);

        assertThat(leases.isEmpty()).isTrue();
    }

    @Test
    void tracks_nothing_of_a_chain_that_was_created_as_cancelled() {
        FirstDeliveries.Prepared prepared = prepare();
        var create = new Mutation.CreateChains(
                new ChainSlice(EVENT.id(), EVENT.topic(), EVENT.type(), 0, prepared.chains()));

        follow(Committed.Entry.of(create, new MutationResult.Created(Set.of(CHAIN.id())), prepared.deliveries()));

        assertThat(leases.isEmpty()).isTrue();
    }

    @Test
    void forgets_the_lease_once_the_attempt_is_recorded() {
        ClaimToken key = publish(false).key();

        follow(Committed.Entry.of(record(key), new MutationResult.NotFound()));

        assertThat(leases.isEmpty()).isTrue();
    }

    @Test
    void forgets_the_lease_once_the_claim_is_released() {
        ClaimToken key = publish(false).key();

        follow(Committed.Entry.of(new Mutation.Release(key), new MutationResult.NotFound()));

        assertThat(leases.isEmpty()).isTrue();
    }

    @Test
    void forgets_the_lease_of_a_record_that_was_dropped() {
        ClaimToken key = publish(false).key();

        tracker.onDropped(record(key));

        assertThat(leases.isEmpty()).isTrue();
    }

    private ClaimedDelivery publish(boolean before) {
        FirstDeliveries.Prepared prepared = prepare();
        var publish = new Mutation.Publish(List.of(new NewEvent(1, EVENT, prepared.chains())));
        var chains = List.of(before ? new ChainId("other") : CHAIN.id());
        var published = new MutationResult.Published(List.of(new PublishResult(EVENT.id(), chains, before)));
        follow(Committed.Entry.of(publish, published, prepared.deliveries()));
        return prepared.deliveries().deliveries().get(0);
    }

    private FirstDeliveries.Prepared prepare() {
        lanes.start();
        return new FirstDeliveries(lanes, NODE).prepare(List.of(CHAIN), EventContents.push(BODY), NOW);
    }

    private void follow(Committed.Entry entry) {
        tracker.onCommitted(new Committed(List.of(entry)));
    }

    private static Mutation.RecordAttempt record(ClaimToken key) {
        var result = new DeliveryResult.Response(200, null, null, "", Timing.ofTotal(Duration.ZERO));
        return new Mutation.RecordAttempt(key, new Attempt(1, NOW, result), new AttemptOutcome.Delivered());
    }
}
