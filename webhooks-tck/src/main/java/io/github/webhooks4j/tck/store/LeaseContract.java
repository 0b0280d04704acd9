package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a claim is held, and what counts after it was lost. */
abstract class LeaseContract extends StoreFixture {
    private Webhook webhook;

    LeaseContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 2);
    }

    @Test
    void grants_again_what_was_held_until_the_lease_ended_and_counts_that() {
        Instant start = clock.instant();
        ClaimedDelivery before = startAndClaim("c1", webhook);
        clock.advance(TERM.minusMillis(1));
        assertThat(claim(OTHER_NODE, webhook, 0, 9).deliveries()).isEmpty();
        start("c2", webhook);
        clock.advance(Duration.ofMillis(1));

        ClaimResult claimed = claim(OTHER_NODE, webhook, 0, 9);

        assertThat(chains(claimed)).containsExactlyInAnyOrderElementsOf(ids("c1", "c2"));
        assertThat(claimed.takeovers()).isEqualTo(1);
        assertThat(story("c1").chain().due())
                .isEqualTo(new PendingDelivery(
                        start, 1, before.key().fencingToken() + 1, OTHER_NODE.lease(clock.instant())));
    }

    @Test
    void lets_the_holder_of_a_delivery_keep_it_by_renewing() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        clock.advance(TERM.minusMillis(1));

        assertThat(store.renew(List.of(delivery.key()), NODE)).isEmpty();

        Instant end = clock.instant().plus(TERM);
        clock.advance(TERM.minusMillis(1));
        assertThat(claim(OTHER_NODE, webhook, 0, 9)).isEqualTo(nothingUntil(end));
    }

    @Test
    void renews_a_lease_that_has_ended_if_no_node_claimed_the_delivery() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        clock.advance(TERM.plus(Duration.ofDays(1)));

        assertThat(store.renew(List.of(delivery.key()), NODE)).isEmpty();

        assertThat(claim(OTHER_NODE, webhook, 0, 9).deliveries()).isEmpty();
    }

    @Test
    void reports_which_leases_are_lost() {
        ClaimedDelivery taken = startAndClaim("c1", webhook);
        clock.advance(TERM);
        ClaimedDelivery present = claim(OTHER_NODE, webhook, 0, 9).deliveries().get(0);
        ClaimedDelivery cancelled = startAndClaim("c2", webhook);
        cancel("c2");
        ClaimedDelivery released = startAndClaim("c3", webhook);
        release(released.key());
        ClaimToken unknown = new ClaimToken(new DeliveryId(id("unknown"), 0), 0, 1);

        assertThat(store.renew(List.of(taken.key(), cancelled.key(), released.key(), unknown), NODE))
                .containsExactlyInAnyOrder(taken.key(), cancelled.key(), released.key(), unknown);
        assertThat(store.renew(List.of(present.key()), OTHER_NODE)).isEmpty();
    }

    @Test
    void ignores_the_failure_of_a_node_whose_delivery_another_took_over() {
        Instant start = clock.instant();
        ClaimedDelivery before = startAndClaim("c", webhook);
        clock.advance(TERM);
        ClaimedDelivery after = claim(OTHER_NODE, webhook, 0, 9).deliveries().get(0);

        record(before.key(), 1, giveUp());

        assertThat(story("c").chain().due())
                .isEqualTo(
                        new PendingDelivery(start, 1, after.key().fencingToken(), OTHER_NODE.lease(clock.instant())));
        assertThat(story("c").attempts()).hasSize(1);
    }

    @Test
    void lets_the_success_of_a_node_count_whose_delivery_another_took_over() {
        ClaimedDelivery before = startAndClaim("c", webhook);
        clock.advance(TERM);
        claim(OTHER_NODE, webhook, 0, 9);

        record(before.key(), 1, new AttemptOutcome.Delivered());

        assertThat(state("c").code()).isEqualTo("awaiting_callback");
        assertThat(story("c").chain().due()).isNull();
        assertThat(story("c").attempts()).hasSize(1);
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
