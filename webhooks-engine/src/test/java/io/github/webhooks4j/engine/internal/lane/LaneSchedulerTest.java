package io.github.webhooks4j.engine.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.LaneFixture;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneSchedulerTest extends LaneFixture {
    @Test
    void begins_what_was_offered_up_to_the_window_and_in_order() {
        offer(A, "1", "2", "3");

        assertThat(begin(3)).containsExactly("a1", "a2", null);
        lanes.ended(A, AttemptResult.SUCCEEDED, NOW);
        assertThat(begin(2)).containsExactly("a3", null);
    }

    @Test
    void takes_turns() {
        offer(A, "1", "2", "3");
        offer(B, "1", "2");

        assertThat(begin(5)).containsExactly("a1", "b1", "a2", "b2", null);
    }

    @Test
    void promises_no_room_while_something_older_waits_in_the_store() {
        lanes.noteNextDue(A, NOW);

        assertThat(lanes.tryReserve(A, 2, NOW)).isFalse();

        List<ClaimRequest> claims = lanes.claims(NOW);
        assertThat(lanes.tryReserve(A, 2, NOW)).isFalse();
        lanes.claimed(claims, new ClaimResult(List.of(), List.of(), 0));
        assertThat(lanes.tryReserve(A, 2, NOW)).isTrue();
    }

    @Test
    void claims_for_each_lane_once_at_a_time_and_only_when_something_is_due() {
        lanes.noteNextDue(A, NOW);
        lanes.noteNextDue(B, NOW.plusSeconds(5));

        List<ClaimRequest> claims = lanes.claims(NOW);

        assertThat(claims).containsExactly(new ClaimRequest(A, 64));
        assertThat(lanes.claims(NOW)).isEmpty();
        assertThat(lanes.nextTime(NOW)).isEqualTo(NOW.plusSeconds(5));
        assertThat(lanes.claims(NOW.plusSeconds(5))).containsExactly(new ClaimRequest(B, 64));
    }

    @Test
    void claims_again_what_a_claim_left_and_what_came_in_the_meantime() {
        lanes.noteNextDue(A, NOW);
        lanes.noteNextDue(B, NOW);
        List<ClaimRequest> claims = lanes.claims(NOW);
        lanes.noteNextDue(B, NOW.plusSeconds(3));

        lanes.claimed(
                claims,
                new ClaimResult(List.of(delivery(A, "1", SMALL)), List.of(new LaneDueTime(A, NOW.plusSeconds(1))), 0));

        assertThat(begin(2)).containsExactly("a1", null);
        assertThat(lanes.nextTime(NOW)).isEqualTo(NOW.plusSeconds(1));
        assertThat(lanes.claims(NOW.plusSeconds(3)))
                .extracting(ClaimRequest::lane)
                .containsExactly(A, B);
    }

    @Test
    void claims_again_after_a_claim_that_failed() {
        lanes.noteNextDue(A, NOW);

        lanes.claimFailed(lanes.claims(NOW), NOW);

        assertThat(lanes.claims(NOW)).containsExactly(new ClaimRequest(A, 64));
    }

    @Test
    void lets_the_lane_that_claimed_last_go_to_the_end() {
        for (int lane = 0; lane < 5; lane++) {
            lanes.noteNextDue(lane("wh_" + lane), NOW);
        }

        // 256 deliveries for all together are four lanes' share.
        List<ClaimRequest> first = lanes.claims(NOW);
        lanes.claimed(
                first,
                new ClaimResult(
                        List.of(),
                        first.stream()
                                .map(claim -> new LaneDueTime(claim.lane(), NOW))
                                .toList(),
                        0));

        assertThat(first)
                .extracting(ClaimRequest::lane)
                .doesNotContain(lane("wh_4"))
                .hasSize(4);
        assertThat(lanes.claims(NOW).get(0).lane()).isEqualTo(lane("wh_4"));
    }

    @Test
    void releases_what_is_parked() {
        offer(A, "1", "2");
        offer(B, "1");

        assertThat(names(lanes.park(A.webhook()))).containsExactly("a1", "a2");

        assertThat(begin(2)).containsExactly("b1", null);
        assertThat(lanes.tryReserve(A, 2, NOW)).isFalse();
    }

    @Test
    void releases_what_a_claim_brings_after_its_lane_was_parked() {
        lanes.noteNextDue(A, NOW);
        List<ClaimRequest> claims = lanes.claims(NOW);
        lanes.park(A.webhook());

        List<ClaimedDelivery> givenBack =
                lanes.claimed(claims, new ClaimResult(List.of(delivery(A, "1", SMALL)), List.of(), 0));

        assertThat(names(givenBack)).containsExactly("a1");
        lanes.unpark(A.webhook());
        assertThat(begin(1)).containsOnlyNulls();
    }

    @Test
    void releases_what_a_claim_brings_after_the_stop() {
        lanes.noteNextDue(A, NOW);
        List<ClaimRequest> claims = lanes.claims(NOW);
        lanes.stop();

        assertThat(names(lanes.claimed(claims, new ClaimResult(List.of(delivery(A, "1", SMALL)), List.of(), 0))))
                .containsExactly("a1");
    }

    @Test
    void takes_no_offer_after_its_lane_was_parked_or_all_were_stopped() {
        lanes.tryReserve(A, 2, NOW);
        lanes.tryReserve(B, 2, NOW);

        lanes.tryReserve(B, 2, NOW);
        ClaimedDelivery ofA = delivery(A, "1", SMALL);
        ClaimedDelivery ofB = delivery(B, "1", SMALL);
        ClaimedDelivery late = delivery(B, "2", SMALL);

        lanes.park(A.webhook());
        assertThat(lanes.enqueueReserved(List.of(ofA, ofB))).containsExactly(ofA);
        lanes.stop();
        assertThat(lanes.enqueueReserved(List.of(late))).containsExactly(late);
    }

    @Test
    void claims_what_waits_once_unparked() {
        lanes.park(A.webhook());
        lanes.noteNextDue(A, NOW);
        assertThat(lanes.claims(NOW)).isEmpty();
        assertThat(lanes.nextTime(NOW)).isNull();

        lanes.unpark(A.webhook());

        assertThat(lanes.claims(NOW)).containsExactly(new ClaimRequest(A, 64));
    }

    @Test
    void lets_nothing_begin_once_stopped() {
        offer(A, "1", "2");
        begin(1);

        assertThat(names(lanes.stop())).containsExactly("a2");

        assertThat(begin(1)).containsOnlyNulls();
        assertThat(lanes.mayHaveNext()).isFalse();
        assertThat(lanes.tryReserve(A, 2, NOW)).isFalse();
    }

    @Test
    void forgets_a_delivery_that_was_settled_before_it_began() {
        offer(A, "1", "2");

        lanes.drop(A, key("a1", 1)::equals);

        assertThat(begin(2)).containsExactly("a2", null);
    }

    @Test
    void forgets_a_delivery_that_was_settled_while_its_claim_was_under_way() {
        lanes.noteNextDue(A, NOW);
        List<ClaimRequest> claims = lanes.claims(NOW);

        lanes.drop(A, key("a1", 1)::equals);
        lanes.claimed(claims, new ClaimResult(List.of(delivery(A, "1", SMALL), delivery(A, "2", SMALL)), List.of(), 0));

        assertThat(begin(2)).containsExactly("a2", null);
    }

    @Test
    void keeps_a_delivery_whose_former_claim_was_settled() {
        lanes.noteNextDue(A, NOW);
        List<ClaimRequest> claims = lanes.claims(NOW);

        lanes.drop(A, key("a1", 0)::equals);
        lanes.claimed(claims, new ClaimResult(List.of(delivery(A, "1", SMALL)), List.of(), 0));

        assertThat(begin(1)).containsExactly("a1");
    }

    @Test
    void probes_an_open_circuit_with_one_delivery_a_second() {
        open(A);
        lanes.noteNextDue(A, NOW);

        assertThat(lanes.claims(NOW)).isEmpty();
        assertThat(lanes.nextTime(NOW)).isEqualTo(NOW.plusSeconds(1));
        Instant later = NOW.plusSeconds(1);
        List<ClaimRequest> claims = lanes.claims(later);
        assertThat(claims).containsExactly(new ClaimRequest(A, 1));
        lanes.claimed(claims, new ClaimResult(List.of(delivery(A, "1", SMALL)), List.of(new LaneDueTime(A, NOW)), 0));

        // One is enough for a probe: the rest stays in the store, and no claim looks for it in vain.
        assertThat(lanes.claims(later)).isEmpty();
        assertThat(lanes.nextTime(later)).isNull();
    }

    @Test
    void releases_what_waits_behind_an_open_circuit_but_for_a_probe() {
        offer(A, "1", "2", "3", "4", "5", "6", "7", "8");
        for (int failure = 0; failure < 5; failure++) {
            assertThat(lanes.drainOpenCircuits(10)).isEmpty();
            lanes.next(NOW);
            lanes.ended(A, AttemptResult.FAILED, NOW);
        }

        assertThat(names(lanes.drainOpenCircuits(1))).containsExactly("a8");
        assertThat(names(lanes.drainOpenCircuits(10))).containsExactly("a7");
        assertThat(lanes.drainOpenCircuits(10)).isEmpty();
    }

    @Test
    void probes_an_open_circuit_though_the_clock_was_set_back() {
        open(A);
        Instant yesterday = NOW.minusSeconds(86_400);

        lanes.noteNextDue(A, yesterday);

        assertThat(lanes.claims(yesterday)).containsExactly(new ClaimRequest(A, 1));
    }

    @Test
    void wakes_the_dispatcher_when_a_success_closes_the_circuit_before_what_waits() {
        open(A);
        lanes.noteNextDue(A, NOW);
        Instant later = NOW.plusSeconds(1);
        lanes.claimed(
                lanes.claims(later),
                new ClaimResult(List.of(delivery(A, "1", SMALL)), List.of(new LaneDueTime(A, NOW)), 0));
        assertThat(lanes.next(later)).isNotNull();
        int before = wakes.get();

        lanes.ended(A, AttemptResult.SUCCEEDED, later);

        assertThat(wakes.get()).isGreaterThan(before);
        assertThat(lanes.claims(later)).containsExactly(new ClaimRequest(A, 64));
    }
}
