package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which lanes have work, and when the earliest of it may be claimed. */
abstract class LaneContract extends StoreFixture {
    private Webhook webhook;

    LaneContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 2);
    }

    @Test
    void reports_each_lane_when_the_earliest_work_is_due() {
        Webhook other = savedWebhook("x", 1);
        Instant first = clock.instant();
        start("c1", webhook);
        clock.advance(Duration.ofMinutes(1));
        start("c2", webhook);
        start("c3", other);

        assertThat(store.lanes())
                .containsExactlyInAnyOrder(
                        new LaneDueTime(lane(webhook, 0), first), new LaneDueTime(lane(other, 0), clock.instant()));
    }

    @Test
    void reports_work_that_is_not_due_yet() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        record(delivery.key(), 1, retryIn(Duration.ofHours(5)));

        assertThat(store.lanes())
                .containsExactly(
                        new LaneDueTime(lane(webhook, 0), clock.instant().plus(Duration.ofHours(5))));
    }

    @Test
    void reports_claimed_work_when_the_lease_on_it_ends() {
        startAndClaim("c", webhook);

        assertThat(store.lanes())
                .containsExactly(
                        new LaneDueTime(lane(webhook, 0), clock.instant().plus(TERM)));
    }

    @Test
    void reports_no_lane_whose_work_is_all_done() {
        start("c", webhook);
        cancel("c");

        assertThat(store.lanes()).isEmpty();
    }

    @Test
    void has_a_lane_of_its_own_for_each_step() {
        start("c", webhook);
        deliver(webhook, 0);
        clock.advance(Duration.ofMinutes(1));
        callBack("c", 0, Callback.success());

        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 1), clock.instant()));
        assertThat(claimOne(webhook, 1).key().delivery()).isEqualTo(new DeliveryId(id("c"), 1));
    }

    @Test
    void has_a_lane_of_its_own_for_a_destination_whose_url_was_changed() {
        start("c1", webhook);
        Webhook changed = saved(webhook.withSettings(webhook("other", 2).settings()));
        clock.advance(Duration.ofMinutes(1));
        start("c2", changed);
        deliver(changed, 0);
        callBack("c2", 0, Callback.success());
        restart();

        assertThat(lane(changed, 0)).isNotEqualTo(lane(webhook, 0));
        assertThat(store.lanes())
                .extracting(LaneDueTime::lane)
                .containsExactlyInAnyOrder(lane(webhook, 0), lane(changed, 1));
        assertThat(claimOne(webhook, 0).key().delivery()).isEqualTo(new DeliveryId(id("c1"), 0));
        ClaimedDelivery second = claimOne(changed, 1);
        assertThat(second.key().delivery()).isEqualTo(new DeliveryId(id("c2"), 1));
        assertThat(second.lane()).isEqualTo(lane(changed, 1));
    }
}
