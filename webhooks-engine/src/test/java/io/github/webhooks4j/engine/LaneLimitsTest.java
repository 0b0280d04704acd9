package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.internal.lane.AttemptResult;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.lane.NodeShare;
import io.github.webhooks4j.engine.internal.lane.PrefetchBudget;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much lanes claim, hold and begin. */
class LaneLimitsTest extends LaneFixture {
    @Test
    void claims_twice_as_much_for_a_lane_that_gets_through_it_quickly() {
        var claimed = new ArrayList<Integer>();
        for (int round = 0; round < 6; round++) {
            Instant now = NOW.plusMillis(round * 100L);
            claimed.add(claimAndDeliver(A, SMALL, now));
        }
        claimed.add(claimAndDeliver(A, SMALL, NOW.plusSeconds(5)));

        assertThat(claimed).containsExactly(64, 128, 256, 512, 1024, 1024, 64);
    }

    @Test
    void claims_no_more_bytes_for_a_lane_than_a_claim_may_have() {
        assertThat(claimAndDeliver(A, LARGE, NOW)).isEqualTo(64);
        assertThat(claimAndDeliver(A, LARGE, NOW.plusMillis(100))).isEqualTo(8);
    }

    @Test
    void begins_no_more_than_the_destination_agreed_to() {
        agreedPerMinute = 2;
        offer(A, "1", "2");

        assertThat(begin(2)).containsExactly("a1", null);

        assertThat(lanes.nextTime(NOW)).isEqualTo(NOW.plusMillis(30_500));
        assertThat(lanes.next(NOW.plusMillis(30_499))).isNull();
        lanes.nextTime(NOW.plusMillis(30_500));
        assertThat(lanes.next(NOW.plusMillis(30_500))).isNotNull();
    }

    @Test
    void wakes_the_poller_when_a_lane_waits_for_its_turn_by_the_pace() {
        agreedPerMinute = 1;
        offer(A, "1", "2");
        begin(1);
        int before = wakes.get();

        begin(1);

        assertThat(wakes.get()).isGreaterThan(before);
    }

    @Test
    void remembers_the_pace_of_a_lane_that_has_nothing_to_do() {
        agreedPerMinute = 1;
        offer(A, "1");
        begin(1);

        lanes.ended(A, AttemptResult.SUCCEEDED, NOW);

        assertThat(lanes.tryReserve(A, 2, NOW.plusSeconds(60)))
                .as("left in the store")
                .isFalse();
        lanes.nextTime(NOW.plusSeconds(61));
        assertThat(lanes.tryReserve(A, 2, NOW.plusSeconds(61))).isTrue();
    }

    @Test
    void claims_no_more_than_the_pace_lets_begin_in_a_second() {
        agreedPerMinute = 600;
        lanes.noteNextDue(A, NOW);

        assertThat(lanes.claims(NOW)).containsExactly(new ClaimRequest(A, 10));
    }

    @Test
    void claims_no_more_than_the_pace_lets_begin_also_after_a_long_pause() {
        agreedPerMinute = 2;
        offer(A, "1");
        begin(1);
        lanes.noteNextDue(A, NOW);
        Instant later = NOW.plusSeconds(600);

        lanes.nextTime(later);

        assertThat(lanes.claims(later)).containsExactly(new ClaimRequest(A, 1));
    }

    @Test
    void claims_at_creation_twice_what_may_be_in_flight_beside_another_node() {
        lanes.share(beside("other"), NOW);

        offer(A, "1", "2", "3", "4");

        assertThat(lanes.tryReserve(A, SMALL.length(), NOW)).isFalse();
        lanes.share(ALONE, NOW);
        assertThat(lanes.tryReserve(A, SMALL.length(), NOW)).isTrue();
    }

    @Test
    void claims_at_creation_as_beside_another_node_without_a_lease() {
        lanes.share(NodeShare.NONE, NOW);

        offer(A, "1", "2", "3", "4");

        assertThat(lanes.tryReserve(A, SMALL.length(), NOW)).isFalse();
    }

    @Test
    void starts_nothing_of_a_limit_that_is_all_of_another_node() {
        agreedPerMinute = 1;
        offer(A, "1", "2");
        lanes.noteNextDue(A, NOW);
        NodeShare others = beside(oneThatGoesFirst());

        assertThat(names(lanes.share(others, NOW))).containsExactly("a1", "a2");

        lanes.noteNextDue(A, NOW);
        assertThat(lanes.tryReserve(A, SMALL.length(), NOW)).isFalse();
        assertThat(lanes.claims(NOW)).isEmpty();
        assertThat(begin(1)).containsExactly((String) null);
    }

    @Test
    void starts_nothing_of_a_limit_without_a_lease_and_wakes_who_renews_it() {
        agreedPerMinute = 10;
        offer(A, "1");
        lanes.share(NodeShare.NONE, NOW);
        int before = renewals.get();

        assertThat(begin(1)).containsExactly((String) null);
        assertThat(lanes.nextTime(NOW)).isNull();

        assertThat(renewals.get()).isGreaterThan(before);
        lanes.share(ALONE, NOW);
        assertThat(begin(1)).containsExactly("a1");
    }

    @Test
    void counts_on_when_its_part_of_a_limit_changes() {
        agreedPerMinute = 2;
        offer(A, "1", "2");
        begin(1);

        lanes.share(beside("other"), NOW);
        lanes.share(ALONE, NOW);

        assertThat(begin(1)).containsExactly((String) null);
        assertThat(lanes.nextTime(NOW)).isEqualTo(NOW.plusMillis(30_500));
    }

    /** Returns a node that comes before this one in the order of the lane. */
    private String oneThatGoesFirst() {
        return IntStream.range(0, 100)
                .mapToObj(number -> "node_" + number)
                .filter(name -> beside(name).attempts(RateLimit.perMinute(1), A) == 0)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void refunds_a_turn_that_was_not_used() {
        agreedPerMinute = 1;
        offer(A, "1", "2");
        begin(1);

        lanes.ended(A, AttemptResult.SKIPPED, NOW);

        assertThat(begin(2)).containsExactly("a2", null);
    }

    @Test
    void pauses_for_a_second_after_five_faults_of_the_sender_in_a_row() {
        for (int fault = 0; fault < 5; fault++) {
            offer(A, "fault" + fault);
            begin(1);
            lanes.ended(A, AttemptResult.SENDER_FAULT, NOW);
        }
        offer(B, "1");
        lanes.noteNextDue(A, NOW);

        assertThat(lanes.claims(NOW)).isEmpty();
        assertThat(lanes.tryReserve(A, 2, NOW)).isFalse();
        assertThat(begin(2)).as("other lanes go on").containsExactly("b1", null);
        assertThat(lanes.nextTime(NOW)).isEqualTo(NOW.plusSeconds(1));
        assertThat(lanes.claims(NOW.plusSeconds(1))).containsExactly(new ClaimRequest(A, 64));
    }

    @Test
    void pauses_no_more_after_a_fault_of_the_sender_that_is_not_one_of_five_in_a_row() {
        for (int fault = 0; fault < 9; fault++) {
            offer(A, "x" + fault);
            begin(1);
            lanes.ended(A, fault == 4 ? AttemptResult.UNCOUNTED : AttemptResult.SENDER_FAULT, NOW);
        }

        offer(A, "next");
        assertThat(begin(1)).containsExactly("anext");
    }

    @Test
    void pauses_for_a_second_after_an_attempt_that_the_sender_could_not_make() {
        offer(A, "1", "2");
        begin(1);
        int before = wakes.get();

        lanes.ended(A, AttemptResult.BROKEN, NOW);

        assertThat(wakes.get()).as("the lanes have to be scanned again").isGreaterThan(before);
        assertThat(begin(1)).containsOnlyNulls();
        assertThat(lanes.next(NOW.plusMillis(999))).isNull();
        lanes.nextTime(NOW.plusSeconds(1));
        assertThat(lanes.next(NOW.plusSeconds(1))).isNotNull();
    }

    @Test
    void keeps_a_pace_that_was_agreed_to_while_deliveries_wait() {
        offer(A, "1", "2");
        agreedPerMinute = 1;

        assertThat(begin(2)).containsExactly("a1", null);
    }

    @Test
    void holds_no_more_than_a_lane_may() {
        assertThat(reservedUntilFull(A, 2)).isEqualTo(LaneScheduler.MAX_READY_PER_LANE);
    }

    @Test
    void keeps_half_of_the_memory_for_what_can_begin_at_once() {
        for (int slow = 0; slow < 20; slow++) {
            reservedUntilFull(lane("wh_slow" + slow), 2);
        }

        // What hangs or fails elsewhere leaves this one its window.
        assertThat(reservedUntilFull(A, 2)).isEqualTo(CEILING);
        lanes.noteNextDue(B, NOW);
        assertThat(lanes.claims(NOW)).containsExactly(new ClaimRequest(B, CEILING));
    }

    @Test
    void fills_in_the_end() {
        int held = 0;
        for (int lane = 0; lane < PrefetchBudget.MAX_READY; lane++) {
            held += reservedUntilFull(lane("wh_" + lane), 2);
        }

        assertThat(held).isEqualTo(PrefetchBudget.MAX_READY);
        lanes.noteNextDue(A, NOW);
        assertThat(lanes.claims(NOW)).isEmpty();
        assertThat(lanes.nextTime(NOW)).as("nothing to look for in a circle").isNull();
    }

    @Test
    void holds_no_more_bytes_than_the_budget() {
        int held = 0;
        for (int lane = 0; lane < 100; lane++) {
            held += reservedUntilFull(lane("wh_" + lane), LARGE.length());
        }

        assertThat(held).isEqualTo((int) (PrefetchBudget.MAX_READY_BYTES / LARGE.length()));
    }

    @Test
    void has_all_its_room_again_when_everything_has_gone() {
        for (int round = 0; round < 3; round++) {
            assertThat(lanes.tryReserve(A, LARGE.length(), NOW)).isTrue();
            lanes.cancelReservation(A, LARGE.length());
            assertThat(lanes.tryReserve(A, LARGE.length(), NOW)).isTrue();
            lanes.enqueueReserved(List.of(delivery(A, "1", LARGE)));
            assertThat(begin(1)).containsExactly("a1");
            lanes.ended(A, AttemptResult.SUCCEEDED, NOW);
            assertThat(lanes.tryReserve(A, LARGE.length(), NOW)).isTrue();
            lanes.enqueueReserved(List.of(delivery(A, "2", LARGE)));
            lanes.drop(A, key("a2", 1)::equals);
            lanes.noteNextDue(A, NOW);
            lanes.claimed(lanes.claims(NOW), new ClaimResult(List.of(delivery(A, "3", LARGE)), List.of(), 0));
            lanes.park(A.webhook());
            lanes.unpark(A.webhook());
            lanes.noteNextDue(A, NOW);
            lanes.claimFailed(lanes.claims(NOW), NOW);
            lanes.claimed(lanes.claims(NOW), new ClaimResult(List.of(), List.of(), 0));
        }

        assertThat(reservedUntilFull(A, LARGE.length()))
                .isEqualTo((int) (PrefetchBudget.MAX_READY_BYTES / 2 / LARGE.length()));
    }

    /** Claims as much as the lane wants, makes all of it, and returns how much it was. */
    private int claimAndDeliver(LaneKey lane, EventBody body, Instant now) {
        lanes.noteNextDue(lane, now);
        List<ClaimRequest> claims = lanes.claims(now);
        int limit = claims.get(0).limit();
        List<ClaimedDelivery> deliveries = IntStream.range(0, limit)
                .mapToObj(number -> delivery(lane, "n" + number, body))
                .toList();
        lanes.claimed(claims, new ClaimResult(deliveries, List.of(new LaneDueTime(lane, now)), 0));
        for (int made = 0; made < limit; made++) {
            assertThat(lanes.next(now)).isNotNull();
            lanes.ended(lane, AttemptResult.SUCCEEDED, now);
        }
        return limit;
    }

    private int reservedUntilFull(LaneKey lane, int bytes) {
        int reserved = 0;
        while (lanes.tryReserve(lane, bytes, NOW)) {
            reserved++;
        }
        return reserved;
    }
}
