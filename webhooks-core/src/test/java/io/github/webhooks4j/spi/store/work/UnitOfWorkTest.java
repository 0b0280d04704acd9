package io.github.webhooks4j.spi.store.work;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.Writes.ChainWrite;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnitOfWorkTest {
    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");
    private static final WebhookId WEBHOOK = new WebhookId("w");
    private static final ChainPlan PLAN = new ChainPlan(1, false, Duration.ofHours(1));
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));
    private static final WebhookState GOOD = new WebhookState(WebhookStatus.ENABLED, FailureStreak.NONE, null);
    private static final AttemptOutcome RETRY = new AttemptOutcome.Retry(NOW.plusSeconds(5));

    private final Map<ChainId, StoredChain> chains = new HashMap<>();
    private final Set<AttemptKey> attempts = new HashSet<>();
    private final Map<EventId, KnownEvent> events = new HashMap<>();
    private final Set<Long> numbers = new HashSet<>();
    private final Map<WebhookId, WebhookState> webhooks = new HashMap<>(Map.of(WEBHOOK, GOOD));
    private final Set<SliceKey> slices = new HashSet<>();
    private final Set<String> setAside = new HashSet<>();
    private final Set<Long> changes = new HashSet<>();

    private final UnitOfWork work =
            new UnitOfWork(new Snapshot(chains, attempts, events, numbers, webhooks, slices, setAside, changes), NOW);

    @Test
    void writes_an_event_with_its_chains_in_their_order() {
        MutationResult outcome = work.apply(publish("e", "{}", "c2", "c1"));

        assertThat(outcome).isInstanceOf(MutationResult.Published.class);
        assertThat(work.writes().events())
                .extracting(event -> event.event().id().value())
                .containsExactly("e");
        assertThat(work.writes().chains())
                .extracting(chain -> chain.after().chain().id().value())
                .containsExactly("c2", "c1");
        assertThat(work.writes().counts()).isEqualTo(new ChainCounts(2, 0, 0, 2, 0, 0));
    }

    @Test
    void accepts_an_event_once_that_comes_twice() {
        work.apply(publish("e", "{}", "c1"));

        var again = (MutationResult.Published) work.apply(publish("e", "{}", "c2"));

        assertThat(again.publications().get(0).duplicate()).isTrue();
        assertThat(again.publications().get(0).chains()).containsExactly(new ChainId("c1"));
        assertThat(work.writes().chains()).hasSize(1);
    }

    @Test
    void refuses_another_event_under_a_known_id() {
        events.put(new EventId("e"), KnownEvent.of(acceptance("e", "{}", List.of())));

        assertThat(work.apply(publish("e", "{\"other\":1}", "c")))
                .isEqualTo(new MutationResult.EventConflict(new EventId("e")));
        assertThat(work.writes().chains()).isEmpty();
    }

    @Test
    void accepts_nothing_that_is_based_on_an_unknown_change() {
        changes.add(1L);

        MutationResult outcome = work.apply(new Mutation.Publish(List.of(
                acceptance("known", "{}", List.of(1L), "c1"), acceptance("unknown", "{}", List.of(1L, 2L), "c2"))));

        assertThat(outcome).isEqualTo(new MutationResult.WebhooksOutdated());
        assertThat(work.writes().events()).isEmpty();
    }

    @Test
    void refuses_an_event_with_the_number_of_another() {
        numbers.add(EventNumber.of(NOW, new EventId("e")));

        MutationResult outcome = work.apply(new Mutation.Publish(
                List.of(acceptance("free", "{}", List.of(), "c1"), acceptance("e", "{}", List.of(), "c2"))));

        assertThat(outcome).isEqualTo(new MutationResult.NumberTaken(new EventId("e")));
        assertThat(work.writes().events()).isEmpty();
        assertThat(work.writes().chains()).isEmpty();
    }

    @Test
    void refuses_the_second_of_two_events_with_one_number() {
        NewEvent first = acceptance("first", "{}", List.of(), "c1");
        NewEvent second = new NewEvent(
                first.number(), acceptance("second", "{}", List.of()).event(), List.of(newChain("c2", "x")));

        assertThat(work.apply(new Mutation.Publish(List.of(first, second))))
                .isEqualTo(new MutationResult.NumberTaken(new EventId("second")));
        assertThat(work.apply(new Mutation.Publish(List.of(first)))).isInstanceOf(MutationResult.Published.class);
        assertThat(work.apply(new Mutation.Publish(List.of(second))))
                .isEqualTo(new MutationResult.NumberTaken(new EventId("second")));
        assertThat(work.writes().events()).extracting(Writes.EventWrite::number).containsExactly(first.number());
    }

    @Test
    void recognises_an_event_though_its_number_is_taken() {
        numbers.add(EventNumber.of(NOW, new EventId("e")));
        events.put(new EventId("e"), KnownEvent.of(acceptance("e", "{}", List.of(), "c1")));

        var again = (MutationResult.Published) work.apply(publish("e", "{}", "c2"));

        assertThat(again.publications().get(0).chains()).containsExactly(new ChainId("c1"));
    }

    @Test
    void needs_the_numbers_of_the_events_that_are_published() {
        Needs needs = UnitOfWork.needs(List.of(publish("e1", "{}", "c1"), publish("e2", "{}", "c2")));

        assertThat(needs.numbers())
                .containsExactly(EventNumber.of(NOW, new EventId("e1")), EventNumber.of(NOW, new EventId("e2")));
    }

    @Test
    void throws_if_a_chain_has_the_id_of_another() {
        work.apply(publish("e1", "{}", "c"));

        assertThatThrownBy(() -> work.apply(publish("e2", "{}", "c")))
                .isInstanceOf(StoreException.class)
                .hasMessage("chain c is there already; every chain needs an id of its own");
    }

    @Test
    void counts_an_attempt_once_that_is_recorded_twice() {
        started("c");

        work.apply(attempt("c", 1, RETRY));
        work.apply(attempt("c", 1, RETRY));

        assertThat(work.writes().attempts()).hasSize(1);
        assertThat(work.writes().webhooks())
                .containsExactly(
                        Map.entry(WEBHOOK, new WebhookState(WebhookStatus.ENABLED, new FailureStreak(NOW, 1), null)));
    }

    @Test
    void counts_no_attempt_that_was_recorded_before() {
        started("c");
        attempts.add(new AttemptKey(key("c"), 1));

        work.apply(attempt("c", 1, RETRY));

        assertThat(work.writes().attempts()).isEmpty();
        assertThat(work.writes().webhooks()).isEmpty();
    }

    @Test
    void disables_a_webhook_that_failed_for_long_once() {
        started("c1");
        started("c2");
        webhooks.put(
                WEBHOOK,
                new WebhookState(WebhookStatus.ENABLED, new FailureStreak(NOW.minusSeconds(432_000), 20), null));

        MutationResult first = work.apply(attempt("c1", 1, RETRY));
        MutationResult second = work.apply(attempt("c2", 1, RETRY));

        assertThat(((MutationResult.Applied) first).disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
        assertThat(((MutationResult.Applied) second).disabled()).isNull();
        assertThat(work.writes().disabled()).containsExactly(WEBHOOK);
    }

    @Test
    void cancels_what_a_deleted_webhook_left_when_it_is_changed() {
        started("c");
        webhooks.put(WEBHOOK, new WebhookState(WebhookStatus.DELETED, FailureStreak.NONE, NOW));

        work.apply(new Mutation.Release(key("c")));

        assertThat(work.writes().chains())
                .extracting(chain -> chain.after().chain().state().code())
                .containsExactly("cancelled");
        assertThat(work.writes().counts()).isEqualTo(new ChainCounts(0, 0, 0, -1, 0, 1));
    }

    @Test
    void cancels_a_chain_whose_webhook_is_lost_once_it_is_attempted() {
        started("c");
        webhooks.clear();

        work.apply(attempt("c", 1, RETRY));

        assertThat(work.writes().chains())
                .extracting(chain -> chain.after().chain().state().code())
                .containsExactly("cancelled");
        assertThat(work.writes().webhooks()).isEmpty();
    }

    @Test
    void creates_the_chains_of_a_slice_once_and_cancels_those_of_lost_webhooks() {
        var slice = new ChainSlice(
                new EventId("e"), new Topic("t/t"), "push", 0, List.of(newChain("c1", "w"), newChain("c2", "lost")));
        slices.add(SliceKey.of(slice));

        assertThat(work.apply(new Mutation.CreateChains(slice)))
                .isEqualTo(new MutationResult.Created(Set.of(new ChainId("c2"))));
        assertThat(work.apply(new Mutation.CreateChains(slice))).isEqualTo(new MutationResult.NotFound());
        assertThat(work.writes().createdSlices()).containsExactly(SliceKey.of(slice));
        assertThat(work.writes().counts()).isEqualTo(new ChainCounts(2, 0, 0, 1, 0, 1));
    }

    @Test
    void runs_a_chain_again_only_if_it_is_finished_by_now() {
        started("c");
        var again = new Mutation.Rerun(new ChainId("c"), newChain("r", "w"));

        MutationResult early = work.apply(again);
        work.apply(new Mutation.Apply(new ChainId("c"), new ChainEvent.Cancel()));
        MutationResult late = work.apply(again);

        assertThat(early).isEqualTo(new MutationResult.Unfinished(requireNonNull(chains.get(new ChainId("c")))));
        assertThat(late).isInstanceOf(MutationResult.Started.class);
    }

    @Test
    void sets_aside_and_ends_in_one_unit() {
        started("c");
        var record = new SetAsideRecord(attempt("c", 1, RETRY), NOW, "on purpose");

        work.apply(new Mutation.SetAside(record));
        MutationResult ended = work.apply(new Mutation.EndSetAside(record, true));
        MutationResult again = work.apply(new Mutation.EndSetAside(record, true));

        assertThat(ended).isInstanceOf(MutationResult.Applied.class);
        assertThat(again).isEqualTo(new MutationResult.NotFound());
        assertThat(work.writes().setAside()).isEmpty();
        assertThat(work.writes().endedSetAside()).isEmpty();
        assertThat(work.writes().attempts()).hasSize(1);
    }

    @Test
    void writes_nothing_of_a_chain_that_is_as_it_was() {
        started("c");

        work.apply(new Mutation.Apply(new ChainId("c"), new ChainEvent.Resume()));

        assertThat(work.writes().chains()).isEmpty();
        assertThat(work.writes().counts()).isEqualTo(new ChainCounts(0, 0, 0, 0, 0, 0));
    }

    @Test
    void writes_in_the_order_of_the_mutations_whatever_the_snapshot_is_sorted_by() {
        var ids = new ArrayList<String>();
        for (int i = 99; i >= 0; i--) {
            started("c" + i);
            ids.add("c" + i);
            work.apply(attempt("c" + i, 1, new AttemptOutcome.Exhausted()));
        }

        assertThat(work.writes().chains())
                .extracting(ChainWrite::after)
                .extracting(chain -> chain.chain().id().value())
                .containsExactlyElementsOf(ids);
        assertThat(work.writes().attempts())
                .extracting(StoredAttempt::key)
                .extracting(key -> key.delivery().chain().value())
                .containsExactlyElementsOf(ids);
    }

    @Test
    void needs_the_attempts_only_of_claims_that_are_not_present() {
        started("c");
        var stale = new ClaimToken(new DeliveryId(new ChainId("c"), 0), 0, 7);
        Needs needs = UnitOfWork.needs(List.of(
                attempt("c", 1, new AttemptOutcome.Delivered()), recorded(stale, 2, new AttemptOutcome.Delivered())));

        Needs.AfterChains after = needs.afterChains(chains, Set.of());

        assertThat(needs.chains()).containsExactly(new ChainId("c"));
        assertThat(after.attempts()).containsExactly(new AttemptKey(stale, 2));
        assertThat(after.webhooks()).containsExactly(WEBHOOK);
    }

    @Test
    void needs_a_lock_on_webhooks_only_if_their_health_may_change() {
        started("c");
        var failing = new WebhookState(WebhookStatus.ENABLED, new FailureStreak(NOW, 1), null);
        var success = UnitOfWork.needs(List.of(attempt("c", 1, new AttemptOutcome.Delivered())))
                .afterChains(chains, Set.of());
        var failure = UnitOfWork.needs(List.of(attempt("c", 1, RETRY))).afterChains(chains, Set.of());

        assertThat(success.changesWebhooks(List.of(GOOD))).isFalse();
        assertThat(success.changesWebhooks(List.of(GOOD, failing))).isTrue();
        assertThat(failure.changesWebhooks(List.of(GOOD))).isTrue();
    }

    @Test
    void needs_no_webhooks_for_a_publish() {
        assertThat(UnitOfWork.needs(List.of(publish("e", "{}", "c")))
                        .afterChains(Map.of(), Set.of())
                        .webhooks())
                .isEmpty();
    }

    @Test
    void needs_what_is_to_be_written_of_what_was_set_aside() {
        var record = new SetAsideRecord(attempt("c", 1, RETRY), NOW, "on purpose");
        Needs needs = UnitOfWork.needs(List.of(new Mutation.EndSetAside(record, true)));

        assertThat(needs.setAside()).containsExactly(record.id());
        assertThat(needs.chains()).containsExactly(new ChainId("c"));
        assertThat(needs.afterChains(Map.of(), Set.of()).failed()).isTrue();
    }

    private void started(String chain) {
        StoredChain record = StoreRules.start(
                new NewChain(new ChainId(chain), WEBHOOK, 1, PLAN, NODE), new EventId("e"), null, NOW.minusSeconds(1));
        chains.put(record.chain().id(), record);
    }

    private static ClaimToken key(String chain) {
        return new ClaimToken(new DeliveryId(new ChainId(chain), 0), 0, 1);
    }

    private static Mutation attempt(String chain, int number, AttemptOutcome verdict) {
        return recorded(key(chain), number, verdict);
    }

    private static Mutation recorded(ClaimToken key, int number, AttemptOutcome verdict) {
        var result = new DeliveryResult.NoResponse(FailureCode.CONNECT_FAILED, Timing.ofTotal(Duration.ofMillis(3)));
        return new Mutation.RecordAttempt(key, new Attempt(number, NOW, result), verdict);
    }

    private static Mutation publish(String id, String body, String... chains) {
        return new Mutation.Publish(List.of(acceptance(id, body, List.of(), chains)));
    }

    private static NewEvent acceptance(String id, String body, List<Long> basedOn, String... chains) {
        var event = new Event(
                new EventId(id),
                new Topic("acme/app"),
                "v1",
                Event.PUSH,
                NOW,
                EventBody.of(body.getBytes(StandardCharsets.UTF_8)));
        return new NewEvent(
                EventNumber.of(NOW, event.id()),
                event,
                Arrays.stream(chains).map(chain -> newChain(chain, "w")).toList(),
                basedOn);
    }

    private static NewChain newChain(String id, String webhook) {
        return new NewChain(new ChainId(id), new WebhookId(webhook), 1, PLAN, null);
    }
}
