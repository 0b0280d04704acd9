package io.github.webhooks4j.store.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.AttemptRecord;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.ChainSlice;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.NodeId;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.SetAsideRecord;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreRules;
import io.github.webhooks4j.store.WebhookHealth;
import io.github.webhooks4j.store.work.Writes.ChainWrite;
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
    private static final Claimant NODE = new Claimant(new NodeId("node"), Duration.ofSeconds(15));
    private static final WebhookState GOOD = new WebhookState(WebhookStatus.ENABLED, WebhookHealth.GOOD, null);
    private static final Verdict RETRY = new Verdict.Retry(NOW.plusSeconds(5));

    private final Map<ChainId, ChainRecord> chains = new HashMap<>();
    private final Set<AttemptKey> attempts = new HashSet<>();
    private final Map<EventId, KnownEvent> events = new HashMap<>();
    private final Map<WebhookId, WebhookState> webhooks = new HashMap<>(Map.of(WEBHOOK, GOOD));
    private final Set<SliceKey> slices = new HashSet<>();
    private final Set<String> setAside = new HashSet<>();
    private final Set<Long> changes = new HashSet<>();

    private final UnitOfWork work =
            new UnitOfWork(new Snapshot(chains, attempts, events, webhooks, slices, setAside, changes), NOW);

    @Test
    void writes_an_event_with_its_chains_in_their_order() {
        Outcome outcome = work.apply(publish("e", "{}", "c2", "c1"));

        assertThat(outcome).isInstanceOf(Outcome.Published.class);
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

        var again = (Outcome.Published) work.apply(publish("e", "{}", "c2"));

        assertThat(again.publications().get(0).duplicate()).isTrue();
        assertThat(again.publications().get(0).chains()).containsExactly(new ChainId("c1"));
        assertThat(work.writes().chains()).hasSize(1);
    }

    @Test
    void refuses_another_event_under_a_known_id() {
        events.put(new EventId("e"), KnownEvent.of(acceptance("e", "{}", List.of())));

        assertThat(work.apply(publish("e", "{\"other\":1}", "c")))
                .isEqualTo(new Outcome.EventConflict(new EventId("e")));
        assertThat(work.writes().chains()).isEmpty();
    }

    @Test
    void accepts_nothing_that_is_based_on_an_unknown_change() {
        changes.add(1L);

        Outcome outcome = work.apply(new Change.Publish(List.of(
                acceptance("known", "{}", List.of(1L), "c1"), acceptance("unknown", "{}", List.of(1L, 2L), "c2"))));

        assertThat(outcome).isEqualTo(new Outcome.WebhooksOutdated());
        assertThat(work.writes().events()).isEmpty();
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
                        Map.entry(WEBHOOK, new WebhookState(WebhookStatus.ENABLED, new WebhookHealth(NOW, 1), null)));
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
                new WebhookState(WebhookStatus.ENABLED, new WebhookHealth(NOW.minusSeconds(432_000), 20), null));

        Outcome first = work.apply(attempt("c1", 1, RETRY));
        Outcome second = work.apply(attempt("c2", 1, RETRY));

        assertThat(((Outcome.Applied) first).disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
        assertThat(((Outcome.Applied) second).disabled()).isNull();
        assertThat(work.writes().disabled()).containsExactly(WEBHOOK);
    }

    @Test
    void cancels_what_a_deleted_webhook_left_when_it_is_changed() {
        started("c");
        webhooks.put(WEBHOOK, new WebhookState(WebhookStatus.DELETED, WebhookHealth.GOOD, NOW));

        work.apply(new Change.Release(key("c")));

        assertThat(work.writes().chains())
                .extracting(chain -> chain.after().chain().state().word())
                .containsExactly("cancelled");
        assertThat(work.writes().counts()).isEqualTo(new ChainCounts(0, 0, 0, -1, 0, 1));
    }

    @Test
    void cancels_a_chain_whose_webhook_is_lost_once_it_is_attempted() {
        started("c");
        webhooks.clear();

        work.apply(attempt("c", 1, RETRY));

        assertThat(work.writes().chains())
                .extracting(chain -> chain.after().chain().state().word())
                .containsExactly("cancelled");
        assertThat(work.writes().webhooks()).isEmpty();
    }

    @Test
    void creates_the_chains_of_a_slice_once_and_cancels_those_of_lost_webhooks() {
        var slice = new ChainSlice(new EventId("e"), 0, List.of(newChain("c1", "w"), newChain("c2", "lost")));
        slices.add(SliceKey.of(slice));

        assertThat(work.apply(new Change.CreateChains(slice)))
                .isEqualTo(new Outcome.Created(Set.of(new ChainId("c2"))));
        assertThat(work.apply(new Change.CreateChains(slice))).isEqualTo(new Outcome.NotFound());
        assertThat(work.writes().createdSlices()).containsExactly(SliceKey.of(slice));
        assertThat(work.writes().counts()).isEqualTo(new ChainCounts(2, 0, 0, 1, 0, 1));
    }

    @Test
    void runs_a_chain_again_only_if_it_is_finished_by_now() {
        started("c");
        var again = new Change.Rerun(new ChainId("c"), newChain("r", "w"));

        Outcome early = work.apply(again);
        work.apply(new Change.Apply(new ChainId("c"), new ChainInput.Cancel()));
        Outcome late = work.apply(again);

        assertThat(early).isEqualTo(new Outcome.Unfinished(chains.get(new ChainId("c"))));
        assertThat(late).isInstanceOf(Outcome.Started.class);
    }

    @Test
    void sets_aside_and_ends_in_one_unit() {
        started("c");
        var record = new SetAsideRecord(attempt("c", 1, RETRY), NOW, "on purpose");

        work.apply(new Change.SetAside(record));
        Outcome ended = work.apply(new Change.EndSetAside(record, true));
        Outcome again = work.apply(new Change.EndSetAside(record, true));

        assertThat(ended).isInstanceOf(Outcome.Applied.class);
        assertThat(again).isEqualTo(new Outcome.NotFound());
        assertThat(work.writes().setAside()).isEmpty();
        assertThat(work.writes().endedSetAside()).isEmpty();
        assertThat(work.writes().attempts()).hasSize(1);
    }

    @Test
    void writes_nothing_of_a_chain_that_is_as_it_was() {
        started("c");

        work.apply(new Change.Apply(new ChainId("c"), new ChainInput.Resume()));

        assertThat(work.writes().chains()).isEmpty();
        assertThat(work.writes().counts()).isEqualTo(new ChainCounts(0, 0, 0, 0, 0, 0));
    }

    @Test
    void writes_in_the_order_of_the_mutations_whatever_the_snapshot_is_sorted_by() {
        var ids = new ArrayList<String>();
        for (int i = 99; i >= 0; i--) {
            started("c" + i);
            ids.add("c" + i);
            work.apply(attempt("c" + i, 1, new Verdict.Exhausted()));
        }

        assertThat(work.writes().chains())
                .extracting(ChainWrite::after)
                .extracting(chain -> chain.chain().id().value())
                .containsExactlyElementsOf(ids);
        assertThat(work.writes().attempts())
                .extracting(AttemptRecord::key)
                .extracting(key -> key.delivery().chain().value())
                .containsExactlyElementsOf(ids);
    }

    @Test
    void needs_the_attempts_only_of_claims_that_are_not_present() {
        started("c");
        var stale = new DueKey(new DeliveryId(new ChainId("c"), 0), 0, 7);
        Needs needs = UnitOfWork.needs(
                List.of(attempt("c", 1, new Verdict.Delivered()), recorded(stale, 2, new Verdict.Delivered())));

        Needs.AfterChains after = needs.afterChains(chains, Set.of());

        assertThat(needs.chains()).containsExactly(new ChainId("c"));
        assertThat(after.attempts()).containsExactly(new AttemptKey(stale, 2));
        assertThat(after.webhooks()).containsExactly(WEBHOOK);
    }

    @Test
    void needs_a_lock_on_webhooks_only_if_their_health_may_change() {
        started("c");
        var failing = new WebhookState(WebhookStatus.ENABLED, new WebhookHealth(NOW, 1), null);
        var success = UnitOfWork.needs(List.of(attempt("c", 1, new Verdict.Delivered())))
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
        Needs needs = UnitOfWork.needs(List.of(new Change.EndSetAside(record, true)));

        assertThat(needs.setAside()).containsExactly(record.id());
        assertThat(needs.chains()).containsExactly(new ChainId("c"));
        assertThat(needs.afterChains(Map.of(), Set.of()).failed()).isTrue();
    }

    private void started(String chain) {
        ChainRecord record = StoreRules.start(
                new NewChain(new ChainId(chain), WEBHOOK, 1, PLAN, NODE), new EventId("e"), NOW.minusSeconds(1));
        chains.put(record.chain().id(), record);
    }

    private static DueKey key(String chain) {
        return new DueKey(new DeliveryId(new ChainId(chain), 0), 0, 1);
    }

    private static Change attempt(String chain, int number, Verdict verdict) {
        return recorded(key(chain), number, verdict);
    }

    private static Change recorded(DueKey key, int number, Verdict verdict) {
        var result = new DeliveryResult.NotAnswered(FailureCode.CONNECT_FAILED, Timing.ofTotal(Duration.ofMillis(3)));
        return new Change.RecordAttempt(key, new Attempt(number, NOW, result), verdict);
    }

    private static Change publish(String id, String body, String... chains) {
        return new Change.Publish(List.of(acceptance(id, body, List.of(), chains)));
    }

    private static Acceptance acceptance(String id, String body, List<Long> basedOn, String... chains) {
        var event = new Event(
                new EventId(id),
                new Topic("acme/app"),
                "v1",
                Event.PUSH,
                NOW,
                EventBody.of(body.getBytes(StandardCharsets.UTF_8)));
        return new Acceptance(
                event, Arrays.stream(chains).map(chain -> newChain(chain, "w")).toList(), basedOn);
    }

    private static NewChain newChain(String id, String webhook) {
        return new NewChain(new ChainId(id), new WebhookId(webhook), 1, PLAN, null);
    }
}
