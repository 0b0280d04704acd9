package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.SetAsideRecords;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: changes that are set aside. */
abstract class SetAsideContract extends StoreFixture {

    private Webhook webhook;

    SetAsideContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 1);
    }

    @Test
    void has_nothing_set_aside_at_first() {
        assertThat(store.setAside(10)).isEqualTo(SetAsideRecords.NONE);
    }

    @Test
    void lists_what_is_set_aside_as_it_was() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        SetAsideRecord retried = setAside(attempt(delivery.key(), 1, retryIn(Duration.ofMinutes(5))));
        clock.advance(Duration.ofSeconds(1));
        var answered = new DeliveryResult.Response(
                200, "120", "/else\0where", "a\0b\uE000", Timing.ofTotal(Duration.ofMillis(12)));
        SetAsideRecord delivered = setAside(new Mutation.RecordAttempt(
                delivery.key(), new Attempt(2, clock.instant(), answered), new AttemptOutcome.Delivered()));
        clock.advance(Duration.ofSeconds(1));
        SetAsideRecord givenUp = setAside(attempt(delivery.key(), 3, giveUp()));
        clock.advance(Duration.ofSeconds(1));
        SetAsideRecord released = setAside(new Mutation.Release(delivery.key()));
        clock.advance(Duration.ofSeconds(1));
        SetAsideRecord cancelled = setAside(new Mutation.Apply(id("c"), new ChainEvent.Cancel()));
        clock.advance(Duration.ofSeconds(1));
        SetAsideRecord passed = setAside(new Mutation.Apply(id("c"), new ChainEvent.DeadlineCheck()));

        assertThat(store.setAside(10))
                .isEqualTo(new SetAsideRecords(6, List.of(retried, delivered, givenUp, released, cancelled, passed)));
        assertThat(store.setAside(1)).isEqualTo(new SetAsideRecords(6, List.of(retried)));
        assertThat(retried.id()).isEqualTo(id("c") + ".attempt.0.0.1.1");
        assertThat(passed.id()).isEqualTo(id("c") + ".deadline");
    }

    @Test
    void keeps_a_change_once_that_is_set_aside_twice() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        SetAsideRecord first = setAside(new Mutation.Release(delivery.key()));
        clock.advance(Duration.ofSeconds(1));
        setAside(new Mutation.Release(delivery.key()));

        assertThat(store.setAside(10)).isEqualTo(new SetAsideRecords(1, List.of(first)));
    }

    @Test
    void grants_a_delivery_whose_record_is_set_aside_to_no_node() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        setAside(attempt(delivery.key(), 1, retryIn(Duration.ofSeconds(5))));

        clock.advance(Duration.ofDays(100));

        assertThat(claim(OTHER_NODE, webhook, 0, 9).deliveries()).isEmpty();
        assertThat(store.lanes()).allMatch(lane -> lane.at().isAfter(clock.instant()));
        assertThat(store.renew(List.of(delivery.key()), NODE)).containsExactly(delivery.key());
    }

    @Test
    void does_so_after_a_restart_too() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        SetAsideRecord record = setAside(attempt(delivery.key(), 1, retryIn(Duration.ofSeconds(5))));

        restart();
        clock.advance(Duration.ofDays(100));

        assertThat(claim(webhook, 0, 9).deliveries()).isEmpty();
        assertThat(store.setAside(10)).isEqualTo(new SetAsideRecords(1, List.of(record)));
    }

    @Test
    void writes_later_what_was_set_aside() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        Mutation attempt = attempt(delivery.key(), 1, retryIn(Duration.ofSeconds(5)));
        SetAsideRecord record = setAside(attempt);
        clock.advance(Duration.ofSeconds(9));

        MutationResult outcome = commitOne(new Mutation.EndSetAside(record, true));

        assertThat(outcome).isInstanceOf(MutationResult.Applied.class);
        assertThat(story("c").attempts())
                .containsExactly(new StoredAttempt(delivery.key(), ((Mutation.RecordAttempt) attempt).attempt()));
        assertThat(store.setAside(10)).isEqualTo(SetAsideRecords.NONE);
        assertThat(claimOne(webhook, 0).attempt()).isEqualTo(2);
    }

    @Test
    void makes_a_delivery_due_again_whose_record_is_dropped() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        SetAsideRecord record = setAside(attempt(delivery.key(), 1, new AttemptOutcome.Delivered()));

        commitOne(new Mutation.EndSetAside(record, false));

        assertThat(story("c").attempts()).isEmpty();
        assertThat(store.setAside(10)).isEqualTo(SetAsideRecords.NONE);
        assertThat(claimOne(webhook, 0).attempt()).isEqualTo(1);
    }

    @Test
    void ends_what_the_same_commit_sets_aside() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        var record = new SetAsideRecord(
                attempt(delivery.key(), 1, new AttemptOutcome.Delivered()), clock.instant(), "on purpose");

        List<MutationResult> outcomes = commit(new Mutation.SetAside(record), new Mutation.EndSetAside(record, false));

        assertThat(outcomes).doesNotContain(new MutationResult.NotFound());
        assertThat(store.setAside(10)).isEqualTo(SetAsideRecords.NONE);
        assertThat(claimOne(webhook, 0).attempt()).isEqualTo(1);
    }

    @Test
    void ends_nothing_twice() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        SetAsideRecord record = setAside(attempt(delivery.key(), 1, new AttemptOutcome.Delivered()));
        commitOne(new Mutation.EndSetAside(record, false));

        assertThat(commitOne(new Mutation.EndSetAside(record, true))).isEqualTo(new MutationResult.NotFound());

        assertThat(story("c").attempts()).isEmpty();
    }

    @Test
    void leaves_a_delivery_alone_that_was_claimed_again_since() {
        ClaimedDelivery first = startAndClaim("c", webhook);
        clock.advance(TERM);
        ClaimedDelivery second = claimOne(webhook, 0);

        setAside(attempt(first.key(), 1, retryIn(Duration.ofSeconds(5))));

        assertThat(store.renew(List.of(second.key()), NODE)).isEmpty();
    }

    @Test
    void refuses_to_set_aside_what_a_caller_waits_for() {
        assertThatThrownBy(() -> new SetAsideRecord(publish(event("e")), clock.instant(), "on purpose"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("only a change for which no caller waits can be set aside, was a Publish");
    }

    @Test
    void takes_a_commit_without_changes() {
        assertThat(store.commit(List.of())).isEmpty();
    }

    private SetAsideRecord setAside(Mutation change) {
        var record = new SetAsideRecord(change, clock.instant(), "on purpose");
        commitOne(new Mutation.SetAside(record));
        return record;
    }
}
