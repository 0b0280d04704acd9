package io.github.webhooks4j.engine.internal.publish;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.engine.DrivenParts;
import io.github.webhooks4j.engine.HookedStore;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Events that start more chains than one transaction creates. */
class FanOutTest {
    private static final int SLICE = 2;

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore disk = new InMemoryStore().forNode(clock);
    /** What was committed, commit by commit. */
    private final List<List<Mutation>> commits = new ArrayList<>();

    private InMemoryStore store = disk;

    @Test
    void publish_returns_all_chains_when_event_and_list_are_written() {
        DrivenParts node = node(5);

        CompletableFuture<List<PublishResult>> published = node.parts.publisher.publish(List.of(node.event("push-1")));
        node.write();

        PublishResult publication = published.join().get(0);
        assertThat(publication.chains()).hasSize(5).doesNotHaveDuplicates();
        assertThat(publication.duplicate()).isFalse();
        assertThat(store.chainCounts().accepted()).isZero();
        assertThat(store.pendingSlices()).isEqualTo(3);
    }

    @Test
    void its_chains_are_created_slice_by_slice_and_once() {
        DrivenParts node = node(5);

        List<ChainId> chains = publish(node, "push-1");

        node.runUntil(() -> store.pendingSlices() == 0);
        assertThat(slices()).extracting(slice -> slice.chains().size()).containsExactly(2, 2, 1);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(5, 0, 0, 5, 0, 0));
        assertThat(chains).allSatisfy(chain -> assertThat(state(chain)).isEqualTo(new ChainState.Delivering(0)));
    }

    @Test
    void other_commits_come_between_its_slices() {
        DrivenParts node = node(5);
        publish(node, "push-1");
        node.upkeep();

        CompletableFuture<?> other = node.parts.publisher.publish(List.of(elsewhere(node, "other")));
        node.write();

        assertThat(other).isCompleted();
        assertThat(store.pendingSlices()).isEqualTo(2);
        node.runUntil(() -> store.pendingSlices() == 0);
        assertThat(commits).allSatisfy(changes -> assertThat(created(changes)).hasSizeLessThanOrEqualTo(1));
    }

    @Test
    void events_take_turns() {
        DrivenParts node = node(3);
        publish(node, "push-1");
        publish(node, "push-2");

        node.runUntil(() -> store.pendingSlices() == 0);

        assertThat(slices())
                .extracting(slice -> slice.event() + " " + slice.number())
                .containsExactly("push-1 0", "push-2 0", "push-1 1", "push-2 1");
    }

    @Test
    void the_same_event_again_starts_nothing_also_before_its_chains_are_created() {
        DrivenParts node = node(5);
        List<ChainId> chains = publish(node, "push-1");

        CompletableFuture<List<PublishResult>> again = node.parts.publisher.publish(List.of(node.event("push-1")));
        node.write();

        assertThat(again.join().get(0).chains()).isEqualTo(chains);
        assertThat(again.join().get(0).duplicate()).isTrue();
        node.runUntil(() -> store.pendingSlices() == 0);
        assertThat(store.chainCounts().accepted()).isEqualTo(5);
    }

    @Test
    void goes_on_after_a_crash_between_two_slices() {
        DrivenParts node = node(5);
        List<ChainId> chains = publish(node, "push-1");
        node.upkeep();
        node.write();
        assertThat(store.chainCounts().accepted()).isEqualTo(2);

        store = store.reopen();
        DrivenParts next = start();

        next.runUntil(() -> store.pendingSlices() == 0);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(5, 0, 0, 5, 0, 0));
        assertThat(chains).allSatisfy(chain -> assertThat(state(chain)).isEqualTo(new ChainState.Delivering(0)));
    }

    @Test
    void another_node_goes_on_within_seconds_when_one_has_died() {
        DrivenParts node = node(5);
        DrivenParts other = new DrivenParts(store.join(), clock, SLICE);
        other.load();
        other.upkeep();
        publish(node, "push-1");
        other.upkeep();
        assertThat(store.pendingSlices()).isEqualTo(3);

        clock.advance(Duration.ofSeconds(5));

        other.runUntil(() -> store.pendingSlices() == 0);
        assertThat(store.chainCounts().accepted()).isEqualTo(5);
    }

    @Test
    void two_nodes_create_each_chain_once() {
        DrivenParts node = node(9);
        DrivenParts other = new DrivenParts(store.join(), clock, SLICE);
        other.load();
        publish(node, "push-1");

        node.runUntil(() -> {
            other.upkeep();
            node.upkeep();
            other.write();
            return store.pendingSlices() == 0;
        });

        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(9, 0, 0, 9, 0, 0));
    }

    @Test
    void a_slice_that_could_not_be_written_is_tried_again_a_second_later() {
        DrivenParts node = node(3);
        publish(node, "push-1");
        node.upkeep();
        disk.failNextCommits(2);
        node.write();

        node.upkeep();
        node.write();
        assertThat(store.pendingSlices()).isEqualTo(2);
        clock.advance(Duration.ofSeconds(1));

        node.runUntil(() -> store.pendingSlices() == 0);
        assertThat(store.chainCounts().accepted()).isEqualTo(3);
    }

    @Test
    void the_node_that_published_holds_the_first_deliveries_from_the_start() {
        DrivenParts node = node(3);

        List<ChainId> chains = publish(node, "push-1");

        node.runUntil(() -> store.pendingSlices() == 0);
        for (ChainId chain : chains) {
            PendingDelivery due =
                    requireNonNull(store.findChain(chain).orElseThrow().chain().due());
            assertThat(due.claimed()).isTrue();
        }
        assertThat(IntStream.range(0, 4).mapToObj(i -> node.parts.lanes.next(clock.instant())))
                .filteredOn(delivery -> delivery != null)
                .hasSize(3);
    }

    @Test
    void notifies_the_listener_of_every_chain() {
        DrivenParts node = node(3);

        List<ChainId> chains = publish(node, "push-1");

        node.runUntil(() -> store.pendingSlices() == 0);
        node.parts.listeners.get(0).step();
        assertThat(node.told)
                .filteredOn(change -> change instanceof EngineEvent.ChainStarted)
                .extracting(change -> ((EngineEvent.ChainStarted) change).chain())
                .containsExactlyElementsOf(chains);
    }

    @Test
    void the_chain_of_a_webhook_deleted_in_the_meantime_is_cancelled() {
        DrivenParts node = node(3);
        List<ChainId> chains = publish(node, "push-1");
        Webhook first = node.facades.webhooks.list().get(0);

        node.facades.webhooks.delete(first.id());

        node.runUntil(() -> store.pendingSlices() == 0);
        assertThat(state(chains.get(0))).isEqualTo(new ChainState.Cancelled(0));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(3, 0, 0, 2, 0, 1));
        node.parts.listeners.get(0).step();
        assertThat(node.told)
                .contains(new EngineEvent.ChainStateChanged(
                        chains.get(0),
                        first.id(),
                        new ChainState.Delivering(0),
                        new ChainState.Cancelled(0),
                        clock.instant()));
    }

    @Test
    void the_chain_of_a_webhook_disabled_in_the_meantime_waits() {
        DrivenParts node = node(3);
        List<ChainId> chains = publish(node, "push-1");
        Webhook first = node.facades.webhooks.list().get(0);

        node.facades.webhooks.disable(first.id());

        node.runUntil(() -> store.pendingSlices() == 0);
        assertThat(state(chains.get(0))).isEqualTo(new ChainState.Delivering(0));
        assertThat(store.findChain(chains.get(0)).orElseThrow().chain().due())
                .extracting(PendingDelivery::claimed)
                .isEqualTo(false);
    }

    @Test
    void several_events_of_one_call_are_created_in_slices_too() {
        DrivenParts node = node(2);

        CompletableFuture<List<PublishResult>> published =
                node.parts.publisher.publish(List.of(node.event("push-1"), node.event("push-2")));
        node.write();

        assertThat(published.join()).hasSize(2);
        assertThat(store.pendingSlices()).isEqualTo(2);
        node.runUntil(() -> store.pendingSlices() == 0);
        assertThat(store.chainCounts().accepted()).isEqualTo(4);
    }

    @Test
    void health_reports_how_many_slices_are_still_to_be_created() {
        DrivenParts node = node(5);
        publish(node, "push-1");
        clock.advance(Duration.ofSeconds(10));

        node.dispatch();

        assertThat(node.parts.work.reading().pendingSlices()).isEqualTo(3);
    }

    @Test
    void several_events_that_would_start_too_many_chains_are_refused() {
        DrivenParts node = node(101);
        List<Event> events =
                IntStream.range(0, 100).mapToObj(i -> node.event("push-" + i)).toList();

        assertThatThrownBy(() -> node.parts.publisher.publish(events))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the events of one call must start at most 10000 chains together, was 10100; publish fewer "
                        + "events in one call");

        node.write();
        assertThat(commits).isEmpty();
        assertThat(node.parts.publisher.publish(events.subList(0, 99))).isNotNull();
    }

    @Test
    void one_event_that_would_start_too_many_chains_is_refused() {
        DrivenParts node = node(100_001);

        assertThatThrownBy(() -> node.parts.publisher.publish(List.of(node.event("push-1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("event push-1 must start at most 100000 chains, one for each webhook that it matches, was "
                        + "100001; publish it as several events with topics of fewer webhooks");

        node.write();
        assertThat(commits).isEmpty();
    }

    @Test
    void keeps_no_body_of_events_whose_chains_another_node_created() {
        DrivenParts node = node(3);
        DrivenParts other = new DrivenParts(store.join(), clock, SLICE);
        other.load();
        other.upkeep();
        publish(node, "push-1");
        assertThat(node.parts.fanOut.bodyBytes()).isPositive();
        clock.advance(Duration.ofSeconds(5));
        other.runUntil(() -> store.pendingSlices() == 0);

        node.upkeep();

        assertThat(node.parts.fanOut.bodyBytes()).isZero();
    }

    private DrivenParts node(int webhooks) {
        DrivenParts.fill(store, clock, webhooks, false);
        return start();
    }

    @SuppressWarnings("unchecked")
    private DrivenParts start() {
        var node = new DrivenParts(
                HookedStore.of(store, (method, arguments) -> {
                    if (method.equals("commit")) {
                        commits.add((List<Mutation>) arguments[0]);
                    }
                }),
                clock,
                SLICE);
        node.load();
        return node;
    }

    private List<ChainId> publish(DrivenParts node, String event) {
        CompletableFuture<List<PublishResult>> published = node.parts.publisher.publish(List.of(node.event(event)));
        node.write();
        return published.join().get(0).chains();
    }

    private static Event elsewhere(DrivenParts node, String id) {
        Event event = node.event(id);
        return new Event(
                event.id(), new Topic("acme/elsewhere"), event.tag(), event.type(), event.occurredAt(), event.body());
    }

    private List<ChainSlice> slices() {
        return commits.stream().flatMap(FanOutTest::created).toList();
    }

    private static Stream<ChainSlice> created(List<Mutation> changes) {
        return changes.stream()
                .filter(change -> change instanceof Mutation.CreateChains)
                .map(change -> ((Mutation.CreateChains) change).slice());
    }

    private ChainState state(ChainId chain) {
        return store.findChain(chain).orElseThrow().chain().chain().state();
    }
}
