package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.ChainSlice;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.NodeId;
import io.github.webhooks4j.store.Outcome;
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
    private static final Claimant NODE = new Claimant(new NodeId("node"), Duration.ofSeconds(15));
    private static final Instant NOW = ManualClock.DEFAULT_START;
    private static final EventBody BODY = EventBody.of("{}".getBytes(StandardCharsets.UTF_8));
    private static final Event EVENT = new Event(new EventId("e"), new Topic("acme/app"), null, Event.PUSH, NOW, BODY);
    private static final NewChain CHAIN =
            new NewChain(new ChainId("c"), new WebhookId("w"), 1, new ChainPlan(1, true, Duration.ofHours(1)), null);

    private final ManualClock clock = new ManualClock();
    private final Lanes lanes = new Lanes(256, 8, (lane, former) -> LaneTraits.unknown(lane), () -> {});
    private final Leases leases = new Leases(new ManualTaskRunner().context(clock), new InMemoryStore(), lanes, NODE);
    private final LeaseTracker tracker = new LeaseTracker(leases);

    @Test
    void tracks_the_lease_of_a_chain_that_was_created_as_claimed() {
        DueDelivery first = publish(false);

        assertThat(leases.isSafe(first.key(), NOW.plusSeconds(14))).isTrue();
        assertThat(leases.isSafe(first.key(), NOW.plusSeconds(15)))
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
        var create = new Change.CreateChains(new ChainSlice(EVENT.id(), 0, prepared.chains()));

        follow(Committed.Entry.of(create, new Outcome.Created(Set.of(CHAIN.id())), prepared.deliveries()));

        assertThat(leases.isEmpty()).isTrue();
    }

    @Test
    void forgets_the_lease_once_the_attempt_is_recorded() {
        DueKey key = publish(false).key();

        follow(Committed.Entry.of(record(key), new Outcome.NotFound()));

        assertThat(leases.isEmpty()).isTrue();
    }

    @Test
    void forgets_the_lease_once_the_claim_is_released() {
        DueKey key = publish(false).key();

        follow(Committed.Entry.of(new Change.Release(key), new Outcome.NotFound()));

        assertThat(leases.isEmpty()).isTrue();
    }

    @Test
    void forgets_the_lease_of_a_record_that_was_dropped() {
        DueKey key = publish(false).key();

        tracker.onDropped(record(key));

        assertThat(leases.isEmpty()).isTrue();
    }

    private DueDelivery publish(boolean before) {
        FirstDeliveries.Prepared prepared = prepare();
        var publish = new Change.Publish(List.of(new Acceptance(EVENT, prepared.chains())));
        var chains = List.of(before ? new ChainId("other") : CHAIN.id());
        var published = new Outcome.Published(List.of(new PublishResult(EVENT.id(), chains, before)));
        follow(Committed.Entry.of(publish, published, prepared.deliveries()));
        return prepared.deliveries().deliveries().get(0);
    }

    private FirstDeliveries.Prepared prepare() {
        lanes.start();
        return new FirstDeliveries(lanes, NODE).prepare(List.of(CHAIN), BODY, NOW);
    }

    private void follow(Committed.Entry entry) {
        tracker.onCommitted(new Committed(List.of(entry)));
    }

    private static Change.RecordAttempt record(DueKey key) {
        var result = new DeliveryResult.Answered(200, null, null, "", Timing.ofTotal(Duration.ZERO));
        return new Change.RecordAttempt(key, new Attempt(1, NOW, result), new Verdict.Delivered());
    }
}
