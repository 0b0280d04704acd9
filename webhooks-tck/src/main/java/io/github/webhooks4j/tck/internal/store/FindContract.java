package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.Kind;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.history.StatusRange;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.HistoryScan;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Part of the {@code StoreContract}: finding chains by a query. */
public abstract class FindContract extends StoreFixture {
    private static final int ENOUGH = 1_000;
    private static final HistoryQuery ALL = HistoryQuery.all();

    protected FindContract(Opening opening) {
        super(opening);
    }

    @Test
    void shows_a_chain_in_every_state_with_its_last_attempt() {
        Webhook webhook = savedWebhook("w", 2);
        Instant at = clock.instant();
        start("interrupted", webhook);
        record(claimOne(webhook, 0).key(), 1, gone());
        start("awaiting", webhook);
        deliver(webhook, 0);
        start("complete", webhook);
        callBack("complete", 0, Callback.success());
        callBack("complete", 1, Callback.success());
        start("cancelled", webhook);
        cancel("cancelled");
        start("retrying", webhook);
        record(claimOne(webhook, 0).key(), 1, retryIn(Duration.ofMinutes(1)));
        start("due", webhook);
        startHeld("held", webhook);
        startHeld("delivered_from_its_batch", webhook);
        deliverHeld("delivered_from_its_batch");

        Map<String, ChainSummary> found = new HashMap<>();
        find(ALL).forEach(chain -> found.put(chain.event().value().replace("event_of_", ""), chain));

        assertThat(found.get("interrupted"))
                .isEqualTo(new ChainSummary(
                        id("interrupted"),
                        webhook.id(),
                        new EventId("event_of_interrupted"),
                        Event.PUSH,
                        new Topic("acme/app"),
                        null,
                        new ChainState.Interrupted(0, InterruptionCause.DESTINATION_GONE),
                        2,
                        at,
                        at,
                        null,
                        1,
                        null,
                        FailureCode.CONNECT_FAILED,
                        false));
        assertThat(found.get("awaiting"))
                .returns(new ChainState.AwaitingCallback(0, at.plus(CALLBACK_DEADLINE)), ChainSummary::state)
                .returns(200, ChainSummary::lastStatus)
                .returns(1, ChainSummary::lastAttempt);
        assertThat(found.get("complete"))
                .returns(new ChainState.Complete(1), ChainSummary::state)
                .returns(0, ChainSummary::lastAttempt)
                .returns(null, ChainSummary::lastStatus);
        assertThat(found.get("cancelled")).returns(new ChainState.Cancelled(0), ChainSummary::state);
        assertThat(found.get("retrying"))
                .returns(new ChainState.Delivering(0), ChainSummary::state)
                .returns(at.plus(Duration.ofMinutes(1)), ChainSummary::nextAttemptAt)
                .returns(null, ChainSummary::finishedAt)
                .returns(FailureCode.CONNECT_FAILED, ChainSummary::lastFailure);
        assertThat(found.get("due")).returns(at, ChainSummary::nextAttemptAt);
        assertThat(found.get("held"))
                .returns(new ChainState.Delivering(0), ChainSummary::state)
                .returns(null, ChainSummary::nextAttemptAt);
        assertThat(found.get("delivered_from_its_batch"))
                .returns(1, ChainSummary::lastAttempt)
                .returns(200, ChainSummary::lastStatus);
        assertThat(found).hasSize(8);
    }

    @Test
    void shows_the_attempt_that_was_made_last() {
        Webhook webhook = savedWebhook("w", 2);
        start("c", webhook);
        record(claimOne(webhook, 0).key(), 1, retryIn(Duration.ofSeconds(5)));
        clock.advance(Duration.ofSeconds(5));
        deliver(webhook, 0);
        callBack("c", 0, Callback.success());
        ClaimedDelivery second = claimOne(webhook, 1);
        record(second.key(), 1, giveUp());
        startHeld("d", webhook);
        deliverHeld("d");
        callBack("d", 0, Callback.success());
        record(claimOne(webhook, 1).key(), 1, giveUp());

        assertThat(find(ALL))
                .extracting(ChainSummary::lastAttempt, ChainSummary::lastFailure)
                .containsOnly(tuple(1, FailureCode.CONNECT_FAILED));
        apply("c", new ChainEvent.Resume());
        deliver(webhook, 1);
        assertThat(find(ALL.event(new EventId("event_of_c"))).get(0).lastStatus())
                .isEqualTo(200);
    }

    @Test
    void shows_the_last_attempt_of_a_chain_that_is_complete_since_it_was_resumed() {
        Webhook webhook = saved(expectingFinalCallback(webhook("w", 1)));
        startHeld("c", webhook);
        deliverHeld("c");
        callBack("c", 0, Callback.failure());
        apply("c", new ChainEvent.Resume());
        ClaimedDelivery again = claimOne(webhook, 0);
        record(again.key(), 1, retryIn(Duration.ofSeconds(5)));
        apply("c", new ChainEvent.CallbackReceived(0, 1, Callback.success(), List.of()));

        assertThat(find(ALL))
                .singleElement()
                .returns(new ChainState.Complete(0), ChainSummary::state)
                .returns(1, ChainSummary::lastAttempt)
                .returns(null, ChainSummary::lastStatus)
                .returns(FailureCode.CONNECT_FAILED, ChainSummary::lastFailure);
        assertThat(find(ALL.lastFailure(FailureCode.CONNECT_FAILED))).hasSize(1);
    }

    @Test
    void orders_chains_of_all_webhooks_by_their_starts_reruns_among_them() {
        Webhook one = savedWebhook("w", 1);
        Webhook other = savedWebhook("x", 1);
        commit(publish(event("first"), newChain("a", one), newChain("b", other)));
        commit(publish(event("of_no_webhook")));
        start("c", one);
        commit(new Mutation.Apply(id("a"), new ChainEvent.Cancel()));
        commit(new Mutation.Rerun(id("a"), newChain("again", one)));
        start("d", other);
        List<ChainId> shared =
                Stream.of(id("a"), id("b")).sorted(HistoryScan.NEWEST_FIRST).toList();

        List<ChainSummary> found = find(ALL);

        assertThat(found)
                .extracting(ChainSummary::id)
                .containsExactly(id("d"), id("again"), id("c"), shared.get(0), shared.get(1));
        assertThat(found).extracting(ChainSummary::rerun).containsExactly(false, true, false, false, false);
        assertThat(find(ALL.event(new EventId("first"))))
                .extracting(ChainSummary::id)
                .containsExactly(id("again"), shared.get(0), shared.get(1));
    }

    @Test
    void looks_at_no_more_chains_than_it_may_and_continues_there() {
        Webhook webhook = savedWebhook("w", 1);
        for (int i = 0; i < 7; i++) {
            start("c" + i, webhook);
        }
        HistoryQuery none = ALL.type("other");

        HistoryScan first = store.find(none, null, 5, 3);
        HistoryScan second = store.find(none, first.reached(), 5, 3);
        HistoryScan third = store.find(none, second.reached(), 5, 3);

        assertThat(first).isEqualTo(new HistoryScan(List.of(), 3, id("c4"), false));
        assertThat(second).isEqualTo(new HistoryScan(List.of(), 3, id("c1"), false));
        assertThat(third).isEqualTo(new HistoryScan(List.of(), 1, id("c0"), true));
        assertThat(store.find(none, third.reached(), 5, 3)).isEqualTo(new HistoryScan(List.of(), 0, null, true));
    }

    @Test
    void stops_at_the_limit_and_knows_whether_there_are_more() {
        Webhook webhook = savedWebhook("w", 1);
        start("c1", webhook);
        start("c2", webhook);

        HistoryScan first = store.find(ALL, null, 1, ENOUGH);
        HistoryScan second = store.find(ALL, first.reached(), 1, ENOUGH);

        assertThat(first.exhausted()).isFalse();
        assertThat(first.looked()).isEqualTo(1);
        assertThat(second.chains()).extracting(ChainSummary::id).containsExactly(id("c1"));
        assertThat(second.exhausted()).isTrue();
    }

    @Test
    void finds_nothing_of_what_never_was() {
        start("c", savedWebhook("w", 1));

        for (HistoryQuery query : List.of(
                ALL.webhook(new WebhookId("none")),
                ALL.event(new EventId("none")),
                ALL.owner("none"),
                ALL.until(EventNumber.EPOCH))) {
            assertThat(store.find(query, null, 9, ENOUGH)).isEqualTo(new HistoryScan(List.of(), 0, null, true));
        }
    }

    @Test
    void counts_what_a_deleted_webhook_left_unfinished_as_cancelled() {
        Webhook webhook = savedWebhook("w", 2);
        start("awaiting", webhook);
        deliver(webhook, 0);
        start("pending", webhook);
        startHeld("held", webhook);
        clock.advance(Duration.ofSeconds(1));
        saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));

        assertThat(find(ALL.webhook(webhook.id()).states(Set.of(Kind.CANCELLED))))
                .hasSize(3)
                .allMatch(chain -> clock.instant().equals(chain.finishedAt()) && chain.nextAttemptAt() == null);
        assertThat(find(ALL.states(Set.of(Kind.DELIVERING)))).isEmpty();
        assertThat(find(ALL.states(Set.of(Kind.AWAITING_CALLBACK)))).isEmpty();
    }

    @Test
    void finds_what_an_owner_has_now_and_had_when_it_was_deleted() {
        Webhook mine = saved(owned(webhook("w", 1), "acme"));
        Webhook sold = saved(owned(webhook("x", 1), "acme"));
        start("c", mine);
        start("d", sold);
        start("e", savedWebhook("y", 1));
        saved(sold.withSettings(owned(sold, "globex").settings()));
        saved(mine.withStatus(WebhookStatus.DELETED, clock.instant()));

        assertThat(find(ALL.owner("acme"))).extracting(ChainSummary::id).containsExactly(id("c"));
        assertThat(find(ALL.owner("globex"))).extracting(ChainSummary::id).containsExactly(id("d"));
        assertThat(find(ALL.owner("globex").webhook(mine.id()))).isEmpty();
        assertThat(find(ALL.owner("globex").event(new EventId("event_of_c")))).isEmpty();
        store.erase(mine.id(), 9);
        assertThat(find(ALL.owner("acme"))).isEmpty();
    }

    @Test
    void finds_the_chains_of_an_owner_of_very_many_webhooks() {
        var chains = new ArrayList<NewChain>();
        for (int i = 0; i < 70; i++) {
            chains.add(newChain("c" + i, saved(owned(webhook("w" + i, 1), "acme"))));
        }
        start("other", savedWebhook("x", 1));
        commit(publish(event("e"), chains.toArray(NewChain[]::new)));

        assertThat(walk(ALL.owner("acme"), 9, 20))
                .hasSize(70)
                .allMatch(chain -> chain.event().equals(new EventId("e")));
    }

    /** What a chain is in {@link #finds_exactly_what_meets_each_query}. */
    private interface Life {
        void live(String chain, Webhook webhook);
    }

    @Test
    void finds_exactly_what_meets_each_query() {
        Map<WebhookId, String> owners = new HashMap<>();
        List<Webhook> webhooks = List.of(
                saved(owned(webhook("w0", 1), "acme")),
                saved(owned(webhook("w1", 1), "acme")),
                saved(owned(webhook("w2", 1), "globex")));
        webhooks.forEach(webhook ->
                owners.put(webhook.id(), String.valueOf(webhook.settings().owner())));
        List<Life> lives = List.of(
                (chain, webhook) -> {},
                (chain, webhook) -> cancel(chain),
                (chain, webhook) -> record(claimOne(webhook, 0).key(), 1, giveUp()),
                (chain, webhook) -> record(claimOne(webhook, 0).key(), 1, gone()),
                (chain, webhook) -> record(claimOne(webhook, 0).key(), 1, retryIn(Duration.ofDays(1))),
                (chain, webhook) -> deliver(webhook, 0));
        Instant begun = clock.instant();
        for (int i = 0; i < 37; i++) {
            clock.advance(Duration.ofMinutes(10));
            String chain = "c" + i;
            Webhook webhook = webhooks.get(i % 3);
            startNow(chain, "e" + i, i % 2 == 0 ? "acme/app" : "globex/app", i % 4 == 0, webhook);
            lives.get(i % 6).live(chain, webhook);
            // What is due must be the only work of its lane.
            if (i % 6 == 0 && i < 36) {
                cancel(chain);
            }
        }
        Instant middle = begun.plus(Duration.ofHours(3));
        List<ChainSummary> all = find(ALL);
        assertThat(all).hasSize(37);

        for (HistoryQuery query : List.of(
                ALL,
                ALL.webhook(webhooks.get(0).id()),
                ALL.webhook(webhooks.get(1).id()).states(Set.of(Kind.INTERRUPTED)),
                ALL.webhook(webhooks.get(2).id()).states(Set.of(Kind.DELIVERING)),
                ALL.webhook(webhooks.get(2).id()).states(Set.of(Kind.AWAITING_CALLBACK)),
                ALL.topic("acme/app"),
                ALL.topic("globex/*"),
                ALL.type("order.paid"),
                ALL.type("order.*").from(middle),
                ALL.event(new EventId("e7")),
                ALL.event(new EventId("e7")).states(Set.of(Kind.COMPLETE)),
                ALL.states(Set.of(Kind.INTERRUPTED)),
                ALL.states(Set.of(Kind.INTERRUPTED)).until(middle),
                ALL.states(Set.of(Kind.DELIVERING)),
                ALL.states(Set.of(Kind.AWAITING_CALLBACK)),
                ALL.states(Set.of(Kind.CANCELLED, Kind.COMPLETE)),
                ALL.causes(Set.of(InterruptionCause.DESTINATION_GONE)),
                ALL.lastStatus(StatusRange.of(200, 299)),
                ALL.lastFailure(FailureCode.CONNECT_FAILED),
                ALL.lastFailure(FailureCode.TIMED_OUT),
                ALL.from(middle),
                ALL.until(middle),
                ALL.from(begun).until(middle),
                ALL.owner("acme"),
                ALL.owner("acme").states(Set.of(Kind.INTERRUPTED)).type("push"),
                ALL.owner("globex").states(Set.of(Kind.DELIVERING)),
                ALL.owner("acme").webhook(webhooks.get(2).id()))) {
            Predicate<ChainSummary> owned =
                    chain -> query.owner() == null || query.owner().equals(owners.get(chain.webhook()));
            List<ChainSummary> expected =
                    all.stream().filter(owned).filter(query::matches).toList();
            assertThat(find(query)).as(query.toJson()).isEqualTo(expected);
            assertThat(walk(query, 2, 3)).as("%s in parts", query.toJson()).isEqualTo(expected);
        }
    }

    @Test
    void finds_again_after_a_restart_what_it_found_before() {
        Webhook webhook = savedWebhook("w", 2);
        start("c1", webhook);
        record(claimOne(webhook, 0).key(), 1, giveUp());
        commit(publish(event("e").asTest(TestScope.FIRST_STEP), newChain("c2", webhook)));
        List<ChainSummary> before = find(ALL);

        restart();

        assertThat(before).hasSize(2);
        assertThat(find(ALL)).isEqualTo(before);
    }

    /** Publishes an event at the time of its number, as an engine does. */
    private void startNow(String chain, String id, String topic, boolean paid, Webhook webhook) {
        var event = new Event(
                new EventId(id),
                new Topic(topic),
                null,
                paid ? "order.paid" : Event.PUSH,
                clock.instant(),
                EventBody.of(new byte[] {'{', '}'}));
        long number = EventNumber.of(clock.instant(), event.id());
        commit(new Mutation.Publish(List.of(newEvent(number, event, List.of(), 0, newChain(chain, webhook)))));
    }

    private void startHeld(String chain, Webhook webhook) {
        commit(publish(event("event_of_" + chain), newClaimedChain(chain, webhook)));
    }

    private void deliverHeld(String chain) {
        commit(new Mutation.RecordAttempt(
                new ClaimToken(new DeliveryId(id(chain), 0), 0, 1),
                new Attempt(1, clock.instant(), answered(200)),
                new AttemptOutcome.Delivered()));
    }

    private static Webhook expectingFinalCallback(Webhook webhook) {
        WebhookSettings had = webhook.settings();
        return webhook.withSettings(new WebhookSettings(
                had.name(),
                had.filter(),
                had.destinations(),
                true,
                had.headers(),
                had.retrySchedule(),
                had.callbackDeadline(),
                had.acceptRedirects()));
    }

    private static Webhook owned(Webhook webhook, @Nullable String owner) {
        WebhookSettings had = webhook.settings();
        var settings = new WebhookSettings(
                had.name(),
                had.filter(),
                had.destinations(),
                had.expectFinalCallback(),
                had.headers(),
                had.retrySchedule(),
                had.callbackDeadline(),
                had.acceptRedirects(),
                owner,
                had.chainsMoveTo(),
                had.metadata(),
                had.rateLimit());
        return new Webhook(
                webhook.id(),
                webhook.revision(),
                settings,
                webhook.secrets(),
                webhook.status(),
                webhook.createdAt(),
                webhook.statusSince());
    }

    private List<ChainSummary> find(HistoryQuery query) {
        HistoryScan scan = store.find(query, null, ENOUGH, ENOUGH);
        assertThat(scan.exhausted()).isTrue();
        return scan.chains();
    }

    /** Finds everything, in parts. */
    private List<ChainSummary> walk(HistoryQuery query, int limit, int maxLooked) {
        var found = new ArrayList<ChainSummary>();
        HistoryScan scan = store.find(query, null, limit, maxLooked);
        found.addAll(scan.chains());
        while (!scan.exhausted()) {
            assertThat(scan.looked()).isBetween(1, maxLooked);
            scan = store.find(query, scan.reached(), limit, maxLooked);
            found.addAll(scan.chains());
        }
        return found;
    }
}
