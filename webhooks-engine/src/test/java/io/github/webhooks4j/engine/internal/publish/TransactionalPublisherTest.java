package io.github.webhooks4j.engine.internal.publish;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.simulation.HostedStore.CONNECTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.CommitFixture;
import io.github.webhooks4j.engine.EngineFixture;
import io.github.webhooks4j.engine.HookedStore;
import io.github.webhooks4j.engine.ManualTaskRunner;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.internal.commit.FirstDeliveries;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.engine.simulation.HostedStore;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.publish.Publisher;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransactionalPublisherTest {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);

    private final EngineFixture hub = new EngineFixture();
    private final Webhook webhook = hub.create(CI);
    private final HostedStore host = new HostedStore(hub.store.join());
    private long numbers;
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicInteger committed = new AtomicInteger();
    private final TransactionalPublisher commits =
            new TransactionalPublisher(host.asStore(), hub.clock, fanOut(), wakes::incrementAndGet);

    @AfterEach
    void close() {
        hub.close();
    }

    private FanOut fanOut() {
        var tasks = new ManualTaskRunner();
        var node = new CommitFixture(tasks, hub.store, hub.clock, (change, outcome) -> {}, () -> {});
        var claimant = new LeaseRequest(new NodeId("node_1"), Duration.ofSeconds(15));
        return new FanOut(
                tasks.context(hub.clock),
                hub.store,
                node.commits,
                new FirstDeliveries(node.lanes, claimant),
                committed::incrementAndGet);
    }

    @Test
    void looks_for_events_soon_and_often_until_the_application_has_committed() {
        List<PublishResult> published = commits.publish(CONNECTION, List.of(acceptance("push-1")));
        assertThat(published).extracting(PublishResult::duplicate).containsExactly(false);
        assertThat(wakes).hasValue(1);

        assertThat(commits.step()).isEqualTo(hub.clock.instant().plus(LOOK_AGAIN));
        assertThat(committed).hasValue(0);
        host.commit(hub.clock.instant());

        assertThat(commits.step()).isNull();
        assertThat(committed).hasValue(1);
    }

    @Test
    void costs_the_store_nothing_when_none_is_awaited() {
        assertThat(commits.step()).isNull();
        commits.publish(CONNECTION, List.of(acceptance("push-1")));
        host.commit(hub.clock.instant());
        commits.step();

        assertThat(commits.step()).isNull();
        assertThat(host.asked()).containsExactly(1);
    }

    @Test
    void stops_looking_for_an_event_a_minute_after_it_was_published() {
        commits.publish(CONNECTION, List.of(acceptance("push-1")));
        host.rollBack();

        hub.clock.advance(Duration.ofMinutes(1));
        assertThat(commits.step()).isEqualTo(hub.clock.instant().plus(LOOK_AGAIN));
        hub.clock.advance(Duration.ofMillis(1));
        assertThat(commits.step()).isNull();
        commits.step();

        assertThat(host.asked()).containsExactly(1, 1);
        assertThat(committed).hasValue(0);
    }

    @Test
    void looks_for_events_up_to_a_number() {
        for (int i = 0; i < TransactionalPublisher.MAX_AWAITED + 5; i++) {
            commits.publish(CONNECTION, List.of(acceptance("push-" + i)));
        }

        commits.step();

        assertThat(host.asked()).containsExactly(TransactionalPublisher.MAX_AWAITED);
    }

    @Test
    void looks_for_no_event_without_chains() {
        commits.publish(CONNECTION, List.of(new NewEvent(1, hub.push("push-1"), List.of())));

        assertThat(commits.step()).isNull();
        assertThat(wakes).hasValue(0);
    }

    @Test
    void looks_for_no_event_after_a_conflict() {
        commits.publish(CONNECTION, List.of(acceptance("push-1")));
        host.commit(hub.clock.instant());
        commits.step();

        assertThatThrownBy(() -> commits.publish(CONNECTION, List.of(acceptance("push-2"), acceptance("push-1"))))
                .isInstanceOf(EventConflictException.class)
                .hasMessage("event push-1 must be the same as when it was first published, but topic, type or body "
                        + "differ; publish another event under another id");

        assertThat(commits.step()).isNull();
    }

    @Test
    void leads_to_delivery_through_an_engine() {
        var transport = new ScriptedTransport();
        try (WebhookEngine engine = EngineFixture.startOn(host.asStore(), transport, hub.clock)) {
            PublishResult published = engine.in(CONNECTION).publish(hub.push("push-1"));
            assertThat(published.chains()).hasSize(1);
            assertThat(engine.chainCounts().accepted()).isZero();

            host.commit(hub.clock.instant());
            hub.clock.advance(LOOK_AGAIN);

            EngineFixture.await(() -> engine.chainCounts().complete() == 1);
            assertThat(engine.history().chain(published.chains().get(0))).isPresent();
        }
    }

    @Test
    void chooses_another_number_for_an_event_whose_number_is_taken() {
        try (WebhookEngine engine = EngineFixture.startOn(host.asStore(), new ScriptedTransport(), hub.clock)) {
            host.refuseNumbers(1);

            PublishResult published = engine.in(CONNECTION).publish(hub.push("push-1"));

            long taken = EventNumber.of(hub.clock.instant(), new EventId("push-1"));
            assertThat(published.chains()).extracting(ChainId::number).containsExactly(EventNumber.next(taken));
            assertThat(host.uncommitted()).extracting(NewEvent::number).containsExactly(EventNumber.next(taken));
        }
    }

    @Test
    void fails_when_every_number_that_it_chooses_is_taken() {
        try (WebhookEngine engine = EngineFixture.startOn(host.asStore(), new ScriptedTransport(), hub.clock)) {
            host.refuseNumbers(PublishAttempts.MAX_ALLOCATIONS);

            assertThatThrownBy(() -> engine.in(CONNECTION).publish(hub.push("push-1")))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("the store had another event under each of the 16 numbers chosen for event push-1;"
                            + " nothing was accepted, so publish it again");
        }
    }

    @Test
    void writes_the_event_and_a_list_of_its_chains_however_few() {
        var slices = new ArrayList<Integer>();
        try (WebhookEngine engine = EngineFixture.startOn(host.asStore(), new ScriptedTransport(), hub.clock)) {
            engine.in(CONNECTION).publish(hub.push("push-1"));
            host.uncommitted()
                    .forEach(acceptance -> slices.add(acceptance.slices(null).size()));
        }

        assertThat(slices).containsExactly(1);
    }

    @Test
    void of_a_node_that_died_are_delivered_by_another() {
        var transport = new ScriptedTransport();
        try (WebhookEngine dying = EngineFixture.startOn(host.asStore(), new ScriptedTransport(), hub.clock)) {
            dying.in(CONNECTION).publish(hub.push("push-1"));
        }
        try (WebhookEngine other = EngineFixture.startOn(host.asStore(), transport, hub.clock)) {
            host.commit(hub.clock.instant());
            hub.clock.advance(Duration.ofSeconds(5));

            EngineFixture.await(() -> other.chainCounts().complete() == 1);
        }
    }

    @Test
    void needs_a_store_on_the_applications_database() {
        Store other = HookedStore.of(hub.store, (method, arguments) -> {});
        try (WebhookEngine engine = EngineFixture.startOn(other, new ScriptedTransport(), hub.clock)) {
            assertThatThrownBy(() -> engine.in(CONNECTION).publish(hub.push("push-1")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "publishing in a transaction of the application needs a store in the application's database, was "
                                    + other.getClass().getSimpleName() + "; publish without a connection");
        }
        assertThat(hub.engine.chainCounts().accepted()).isZero();
    }

    @Test
    void returns_a_future_that_has_ended_when_it_should_not_wait() {
        try (WebhookEngine engine = EngineFixture.startOn(host.asStore(), new ScriptedTransport(), hub.clock)) {
            Publisher publisher = engine.in(CONNECTION);

            assertThat(publisher.publishAsync(hub.push("push-1"))).isCompleted();
            assertThat(publisher.publishAsync(List.of(hub.push("push-2")))).isCompleted();
            host.commit(hub.clock.instant());

            assertThat(publisher.publishAsync(another("push-1")))
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(EventConflictException.class)
                    .withMessage("event push-1 must be the same as when it was first published, but topic, type or body"
                            + " differ; publish another event under another id");
        }
    }

    @Test
    @SuppressWarnings({"NullAway", "FutureReturnValueIgnored"}) // what callers without the annotations pass
    void refuses_nulls_by_name() {
        Publisher publisher = hub.engine.in(CONNECTION);

        refusesNull("event", () -> publisher.publish((Event) null));
        refusesNull("events", () -> publisher.publish((List<Event>) null));
        refusesNull("event", () -> publisher.publishAsync((Event) null));
        refusesNull("events", () -> publisher.publishAsync((List<Event>) null));
        refusesNull("events[0]", () -> publisher.publish(Collections.singletonList(null)));
    }

    @Test
    void refuses_to_publish_once_the_engine_is_closed() {
        Publisher publisher = hub.engine.in(CONNECTION);
        hub.engine.close();

        assertThatThrownBy(() -> publisher.publish(hub.push("push-1")))
                .isInstanceOf(EngineClosedException.class)
                .hasMessage("engine webhooks is closed: it accepts no more calls; start another one on the same store");
        assertThatThrownBy(() -> publisher.publishAsync(hub.push("push-1")))
                .isInstanceOf(EngineClosedException.class)
                .hasMessage("engine webhooks is closed: it accepts no more calls; start another one on the same store");
    }

    private static void refusesNull(String name, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class).hasMessage(name);
    }

    private static Event another(String id) {
        return Event.builder("order.paid").topic("acme/app").id(id).body("{}").build();
    }

    @Test
    void refuses_no_events_and_two_of_one_id_before_it_calls_the_store() {
        assertThatThrownBy(() -> hub.engine.in(CONNECTION).publish(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("one call must publish 1 to 1000 events, was 0");
        assertThatThrownBy(() -> hub.engine.in(CONNECTION).publish(List.of(hub.push("push-1"), hub.push("push-1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the events of one call must have ids of their own, but push-1 occurs twice");
    }

    private NewEvent acceptance(String event) {
        return acceptance(event, "c_" + event.replace('-', '_'));
    }

    private NewEvent acceptance(String event, String chain) {
        return new NewEvent(
                numbers++,
                hub.push(event),
                List.of(new NewChain(
                        new ChainId(chain),
                        webhook.id(),
                        webhook.revision(),
                        webhook.settings().plan(),
                        null)));
    }
}
