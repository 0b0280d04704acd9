package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventAttributes;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.tck.Concurrently;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: lanes, claims and their fencing tokens. */
abstract class ClaimContract extends StoreFixture {
    private Webhook webhook;

    ClaimContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 2);
    }

    @Test
    void grants_all_that_the_next_attempt_needs() {
        Webhook changed = saved(webhook.withSettings(webhook.settings()));
        start("c", changed);

        ClaimedDelivery delivery = claimOne(webhook, 0);

        var key = new ClaimToken(new DeliveryId(id("c"), 0), 0, 1);
        assertThat(delivery)
                .isEqualTo(new ClaimedDelivery(
                        key, NextAttempt.FIRST, lane(webhook, 0), 2, EventContent.of(event("event_of_c"))));
        assertThat(story("c").chain().due()).isEqualTo(held(clock.instant(), 1, 1));
    }

    @Test
    void brings_the_attributes_and_the_test_of_the_event() {
        Webhook webhook = savedWebhook("w", 1);
        var attributes = new EventAttributes(Map.of("tenant", "Bücher \"構築\" \ud83d\ude80", "trace.id", ""));
        Event event = new Event(
                new EventId("e"),
                new Topic("acme/app"),
                null,
                "order.paid",
                clock.instant(),
                attributes,
                EventBody.of("{}"),
                TestScope.FIRST_STEP,
                null);
        commit(publish(event, newChain("c", webhook)));
        restart();

        assertThat(claimOne(webhook, 0).event()).isEqualTo(EventContent.of(event));
    }

    @Test
    void brings_what_names_the_event() {
        Webhook webhook = savedWebhook("w", 1);
        Event event = new Event(
                new EventId("order-1"),
                new Topic("acme/\u00fcber"),
                "v1 \ud83d\ude80",
                "order.paid",
                clock.instant().minusMillis(7),
                EventBody.of("{}"));
        commit(publish(event, newChain("c", webhook)));
        restart();

        assertThat(claimOne(webhook, 0).event()).isEqualTo(EventContent.of(event));
    }

    @Test
    void brings_the_attributes_of_an_event_whose_chain_was_created_later() {
        Webhook webhook = savedWebhook("w", 1);
        Event event = withAttribute(event("e"), "tenant", "acme");
        commit(new Mutation.Publish(List.of(newEvent(event, List.of(), 1, newChain("c", webhook)))));
        restart();
        commit(new Mutation.CreateChains(store.slices(null, 9).get(0)));

        assertThat(claimOne(webhook, 0).event()).isEqualTo(EventContent.of(event));
    }

    @Test
    void brings_the_attributes_with_which_the_event_was_published_first() {
        Webhook webhook = savedWebhook("w", 1);
        Event first = withAttribute(event("e"), "tenant", "first");
        commit(publish(first, newChain("c", webhook)));

        commit(publish(withAttribute(event("e"), "tenant", "second")));

        assertThat(claimOne(webhook, 0).event()).isEqualTo(EventContent.of(first));
    }

    private static Event withAttribute(Event event, String name, String value) {
        var attributes = new EventAttributes(Map.of(name, value));
        return new Event(
                event.id(),
                event.topic(),
                event.tag(),
                event.type(),
                event.occurredAt(),
                attributes,
                event.body(),
                event.test(),
                event.orderingKey());
    }

    @Test
    void grants_the_earliest_due_first_and_then_by_chain() {
        start("c5", webhook);
        record(claimOne(webhook, 0).key(), 1, retryIn(Duration.ofSeconds(1)));
        clock.advance(Duration.ofSeconds(2));
        Mutation withLesserId = publish(event("event_of_c3"), newChain("c3", webhook));
        start("c4", webhook);
        commit(withLesserId);
        clock.advance(Duration.ofSeconds(1));
        start("c2", webhook);

        assertThat(chains(claim(webhook, 0, 9))).containsExactlyElementsOf(ids("c5", "c3", "c4", "c2"));
    }

    @Test
    void grants_up_to_the_limit_and_reports_when_the_rest_is_due() {
        start("c1", webhook);
        start("c2", webhook);
        clock.advance(Duration.ofSeconds(1));
        start("c3", webhook);

        ClaimResult claimed = claim(webhook, 0, 2);

        assertThat(chains(claimed)).containsExactlyElementsOf(ids("c1", "c2"));
        assertThat(claimed.remaining()).containsExactly(new LaneDueTime(lane(webhook, 0), clock.instant()));
    }

    @Test
    void grants_nothing_before_it_is_due_and_reports_when_it_will_be() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        record(delivery.key(), 1, retryIn(Duration.ofSeconds(5)));
        Instant due = clock.instant().plus(Duration.ofSeconds(5));

        clock.set(due.minusMillis(1));
        assertThat(claim(webhook, 0, 9)).isEqualTo(nothingUntil(due));

        clock.set(due);
        assertThat(claimOne(webhook, 0).attempt()).isEqualTo(2);
    }

    @Test
    void grants_nothing_twice() {
        startAndClaim("c", webhook);

        assertThat(claim(webhook, 0, 9)).isEqualTo(nothingUntil(clock.instant().plus(TERM)));
    }

    @Test
    void grants_of_the_lanes_asked_for_only_each_with_its_own_limit() {
        Webhook second = savedWebhook("x", 1);
        Webhook third = savedWebhook("y", 1);
        for (Webhook each : List.of(webhook, second, third)) {
            start(each.id() + "_1", each);
            start(each.id() + "_2", each);
        }

        ClaimResult claimed =
                store.claim(List.of(new ClaimRequest(lane(webhook, 0), 1), new ClaimRequest(lane(third, 0), 9)), NODE);

        assertThat(chains(claimed)).containsExactlyInAnyOrderElementsOf(ids("w_1", "y_1", "y_2"));
        assertThat(claimed.remaining())
                .containsExactlyInAnyOrder(
                        new LaneDueTime(lane(webhook, 0), clock.instant()),
                        new LaneDueTime(lane(third, 0), clock.instant().plus(TERM)));
        assertThat(chains(claim(second, 0, 9))).containsExactlyElementsOf(ids("x_1", "x_2"));
    }

    @Test
    void counts_the_claims_of_a_delivery_as_its_fencing_token() {
        ClaimedDelivery first = startAndClaim("c", webhook);
        release(first.key());

        ClaimedDelivery second = claimOne(webhook, 0);

        assertThat(first.key().fencingToken()).isEqualTo(1);
        assertThat(second.key().fencingToken()).isEqualTo(2);
    }

    @Test
    void takes_the_release_of_a_claim_without_an_attempt() {
        Instant due = clock.instant();
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        clock.advance(Duration.ofSeconds(9));

        MutationResult.Applied released = release(delivery.key());

        assertThat(released.after().due()).isEqualTo(free(due, 1, 1));
        assertThat(story("c").chain()).isEqualTo(released.after());
        assertThat(claimOne(webhook, 0).attempt()).isEqualTo(1);
    }

    @Test
    void ignores_the_release_of_a_claim_that_is_not_the_present_one() {
        ClaimedDelivery first = startAndClaim("c", webhook);
        release(first.key());
        claimOne(webhook, 0);

        MutationResult.Applied released = release(first.key());

        assertThat(released.after()).isEqualTo(released.before());
        assertThat(claim(webhook, 0, 9).deliveries()).isEmpty();
    }

    @Test
    void finds_no_claim_of_a_chain_that_it_does_not_have() {
        var key = new ClaimToken(new DeliveryId(id("unknown"), 0), 0, 1);

        assertThat(commitOne(new Mutation.Release(key))).isEqualTo(new MutationResult.NotFound());
    }

    @Test
    void grants_again_what_was_claimed_before_a_restart() {
        ClaimedDelivery before = startAndClaim("c", webhook);
        restart();
        clock.advance(TERM);

        ClaimedDelivery after = claimOne(webhook, 0);

        assertThat(after.attempt()).isEqualTo(1);
        assertThat(after.key().fencingToken()).isGreaterThan(before.key().fencingToken());
    }

    @Test
    void ignores_the_failure_of_a_claim_from_before_a_restart() {
        Instant start = clock.instant();
        ClaimedDelivery before = startAndClaim("c", webhook);
        restart();
        clock.advance(TERM);
        ClaimedDelivery after = claimOne(webhook, 0);

        record(before.key(), 1, giveUp());

        assertThat(story("c").chain().due())
                .isEqualTo(held(start, 1, after.key().fencingToken()));
    }

    @Test
    void grants_each_delivery_to_one_of_many_concurrent_claims() throws Exception {
        for (int i = 10; i < 50; i++) {
            start("c" + i, webhook);
        }

        List<ClaimResult> claimed = Concurrently.run(number -> claim(webhook, 0, 5));

        assertThat(claimed)
                .flatExtracting(ClaimResult::deliveries)
                .extracting(delivery -> delivery.key().delivery().chain())
                .doesNotHaveDuplicates()
                .hasSize(40);
    }

    @Test
    void returns_a_delivery_to_its_lane_when_an_attempt_failed() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);

        record(delivery.key(), 1, new AttemptOutcome.Retry(clock.instant()));

        assertThat(claimOne(webhook, 0).key().fencingToken()).isEqualTo(2);
    }

    private ClaimResult nothingUntil(Instant time) {
        return new ClaimResult(List.of(), List.of(new LaneDueTime(lane(webhook, 0), time)), 0);
    }

    private static List<ChainId> chains(ClaimResult claimed) {
        return claimed.deliveries().stream()
                .map(delivery -> delivery.key().delivery().chain())
                .toList();
    }
}
