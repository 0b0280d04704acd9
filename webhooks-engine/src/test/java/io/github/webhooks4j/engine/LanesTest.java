package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneClaim;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int CEILING = 2;
    private static final EventBody SMALL = EventBody.of("{}".getBytes(StandardCharsets.UTF_8));
    private static final EventBody LARGE = EventBody.ofStored(new byte[1 << 20]);
    private static final LaneKey A = lane("wh_a");
    private static final LaneKey B = lane("wh_b");

    private int agreedPerMinute;
    private final AtomicInteger wakes = new AtomicInteger();
    private final Lanes lanes = new Lanes(CEILING, lane -> agreedPerMinute, wakes::incrementAndGet);

    @Test
    void begin_what_was_offered_up_to_the_window_and_in_order() {
        offer(A, "1", "2", "3");

        assertThat(begin(3)).containsExactly("a1", "a2", null);
        lanes.ended(A, Lanes.End.SUCCEEDED, NOW);
        assertThat(begin(2)).containsExactly("a3", null);
    }

    @Test
    void take_turns() {
        offer(A, "1", "2", "3");
        offer(B, "1", "2");

        assertThat(begin(5)).containsExactly("a1", "b1", "a2", "b2", null);
    }

    @Test
    void promise_no_room_while_something_older_waits_in_the_store() {
        lanes.noteDueInStore(A, NOW);

        assertThat(lanes.reserve(A, 2, NOW)).isFalse();

        List<LaneClaim> claims = lanes.claims(NOW);
        assertThat(lanes.reserve(A, 2, NOW)).isFalse();
        lanes.claimed(claims, new Claimed(List.of(), List.of(), 0));
        assertThat(lanes.reserve(A, 2, NOW)).isTrue();
    }

    @Test
    void ask_the_store_for_each_lane_once_at_a_time_and_only_when_something_is_due() {
        lanes.noteDueInStore(A, NOW);
        lanes.noteDueInStore(B, NOW.plusSeconds(5));

        List<LaneClaim> claims = lanes.claims(NOW);

        assertThat(claims).containsExactly(new LaneClaim(A, 64));
        assertThat(lanes.claims(NOW)).isEmpty();
        assertThat(lanes.nextTime(NOW)).isEqualTo(NOW.plusSeconds(5));
        assertThat(lanes.claims(NOW.plusSeconds(5))).containsExactly(new LaneClaim(B, 64));
    }

    @Test
    void ask_again_for_what_a_claim_left_and_for_what_came_meanwhile() {
        lanes.noteDueInStore(A, NOW);
        lanes.noteDueInStore(B, NOW);
        List<LaneClaim> claims = lanes.claims(NOW);
        lanes.noteDueInStore(B, NOW.plusSeconds(3));

        lanes.claimed(
                claims, new Claimed(List.of(delivery(A, "1", SMALL)), List.of(new LaneDue(A, NOW.plusSeconds(1))), 0));

        assertThat(begin(2)).containsExactly("a1", null);
        assertThat(lanes.nextTime(NOW)).isEqualTo(NOW.plusSeconds(1));
        assertThat(lanes.claims(NOW.plusSeconds(3))).extracting(LaneClaim::lane).containsExactly(A, B);
    }

    @Test
    void ask_again_after_a_claim_that_failed() {
        lanes.noteDueInStore(A, NOW);

        lanes.claimFailed(lanes.claims(NOW), NOW);

        assertThat(lanes.claims(NOW)).containsExactly(new LaneClaim(A, 64));
    }

    @Test
    void claim_twice_as_much_for_a_lane_that_gets_through_it_quickly() {
        var claimed = new ArrayList<Integer>();
        for (int round = 0; round < 6; round++) {
            Instant now = NOW.plusMillis(round * 100L);
            claimed.add(claimAndDeliver(A, SMALL, now));
        }
        claimed.add(claimAndDeliver(A, SMALL, NOW.plusSeconds(5)));

        assertThat(claimed).containsExactly(64, 128, 256, 512, 1024, 1024, 64);
    }

    @Test
    void claim_no_more_bytes_for_a_lane_than_a_claim_may_have() {
        assertThat(claimAndDeliver(A, LARGE, NOW)).isEqualTo(64);
        assertThat(claimAndDeliver(A, LARGE, NOW.plusMillis(100))).isEqualTo(8);
    }

    /** Claims as much as the lane wants, makes all of it, and returns how much it was. */
    private int claimAndDeliver(LaneKey lane, EventBody body, Instant now) {
        lanes.noteDueInStore(lane, now);
        List<LaneClaim> claims = lanes.claims(now);
        int limit = claims.get(0).limit();
        List<DueDelivery> deliveries = IntStream.range(0, limit)
                .mapToObj(number -> delivery(lane, "n" + number, body))
                .toList();
        lanes.claimed(claims, new Claimed(deliveries, List.of(new LaneDue(lane, now)), 0));
        for (int made = 0; made < limit; made++) {
            assertThat(lanes.next(now)).isNotNull();
            lanes.ended(lane, Lanes.End.SUCCEEDED, now);
        }
        return limit;
    }

    @Test
    void let_whoever_claimed_last_claim_first_no_more() {
        for (int lane = 0; lane < 5; lane++) {
            lanes.noteDueInStore(lane("wh_" + lane), NOW);
        }

        // 256 deliveries for all together are four lanes' share.
        List<LaneClaim> first = lanes.claims(NOW);
        lanes.claimed(
                first,
                new Claimed(
                        List.of(),
                        first.stream()
                                .map(claim -> new LaneDue(claim.lane(), NOW))
                                .toList(),
                        0));

        assertThat(first)
                .extracting(LaneClaim::lane)
                .doesNotContain(lane("wh_4"))
                .hasSize(4);
        assertThat(lanes.claims(NOW).get(0).lane()).isEqualTo(lane("wh_4"));
    }

    @Test
    void give_back_what_is_parked() {
        offer(A, "1", "2");
        offer(B, "1");

        assertThat(names(lanes.park(A.webhook()))).containsExactly("a1", "a2");

        assertThat(begin(2)).containsExactly("b1", null);
        assertThat(lanes.reserve(A, 2, NOW)).isFalse();
    }

    @Test
    void give_back_what_a_claim_brings_after_its_lane_was_parked() {
        lanes.noteDueInStore(A, NOW);
        List<LaneClaim> claims = lanes.claims(NOW);
        lanes.park(A.webhook());

        List<DueDelivery> givenBack =
                lanes.claimed(claims, new Claimed(List.of(delivery(A, "1", SMALL)), List.of(), 0));

        assertThat(names(givenBack)).containsExactly("a1");
        lanes.unpark(A.webhook());
        assertThat(begin(1)).containsOnlyNulls();
    }

    @Test
    void give_back_what_a_claim_brings_after_they_were_stopped() {
        lanes.noteDueInStore(A, NOW);
        List<LaneClaim> claims = lanes.claims(NOW);
        lanes.stop();

        assertThat(names(lanes.claimed(claims, new Claimed(List.of(delivery(A, "1", SMALL)), List.of(), 0))))
                .containsExactly("a1");
    }

    @Test
    void take_no_offer_after_its_lane_was_parked_or_all_were_stopped() {
        lanes.reserve(A, 2, NOW);
        lanes.reserve(B, 2, NOW);

        lanes.park(A.webhook());
        assertThat(lanes.offerReserved(delivery(A, "1", SMALL))).isFalse();
        lanes.stop();
        assertThat(lanes.offerReserved(delivery(B, "1", SMALL))).isFalse();
    }

    @Test
    void claim_what_waits_once_unparked() {
        lanes.park(A.webhook());
        lanes.noteDueInStore(A, NOW);
        assertThat(lanes.claims(NOW)).isEmpty();
        assertThat(lanes.nextTime(NOW)).isNull();

        lanes.unpark(A.webhook());

        assertThat(lanes.claims(NOW)).containsExactly(new LaneClaim(A, 64));
    }

    @Test
    void let_nothing_begin_once_stopped() {
        offer(A, "1", "2");
        begin(1);

        assertThat(names(lanes.stop())).containsExactly("a2");

        assertThat(begin(1)).containsOnlyNulls();
        assertThat(lanes.mayHaveNext()).isFalse();
        assertThat(lanes.reserve(A, 2, NOW)).isFalse();
    }

    @Test
    void forget_a_delivery_that_was_settled_before_it_began() {
        offer(A, "1", "2");

        lanes.drop(A, key("a1", 1)::equals);

        assertThat(begin(2)).containsExactly("a2", null);
    }

    @Test
    void forget_a_delivery_that_was_settled_while_its_claim_was_under_way() {
        lanes.noteDueInStore(A, NOW);
        List<LaneClaim> claims = lanes.claims(NOW);

        lanes.drop(A, key("a1", 1)::equals);
        lanes.claimed(claims, new Claimed(List.of(delivery(A, "1", SMALL), delivery(A, "2", SMALL)), List.of(), 0));

        assertThat(begin(2)).containsExactly("a2", null);
    }

    @Test
    void keep_a_delivery_whose_former_claim_was_settled() {
        lanes.noteDueInStore(A, NOW);
        List<LaneClaim> claims = lanes.claims(NOW);

        lanes.drop(A, key("a1", 0)::equals);
        lanes.claimed(claims, new Claimed(List.of(delivery(A, "1", SMALL)), List.of(), 0));

        assertThat(begin(1)).containsExactly("a1");
    }

    @Test
    void probe_an_open_circuit_with_one_delivery_a_second() {
        open(A);
        lanes.noteDueInStore(A, NOW);

        assertThat(lanes.claims(NOW)).isEmpty();
        assertThat(lanes.nextTime(NOW)).isEqualTo(NOW.plusSeconds(1));
        Instant later = NOW.plusSeconds(1);
        List<LaneClaim> claims = lanes.claims(later);
        assertThat(claims).containsExactly(new LaneClaim(A, 1));
        lanes.claimed(claims, new Claimed(List.of(delivery(A, "1", SMALL)), List.of(new LaneDue(A, NOW)), 0));

        // One is enough for a probe: the rest stays in the store, and nobody looks for it in vain.
        assertThat(lanes.claims(later)).isEmpty();
        assertThat(lanes.nextTime(later)).isNull();
    }

    @Test
    void probe_an_open_circuit_though_the_clock_was_set_back() {
        open(A);
        Instant yesterday = NOW.minusSeconds(86_400);

        lanes.noteDueInStore(A, yesterday);

        assertThat(lanes.claims(yesterday)).containsExactly(new LaneClaim(A, 1));
    }

    @Test
    void wake_the_dispatcher_when_a_success_closes_the_circuit_before_what_waits() {
        open(A);
        lanes.noteDueInStore(A, NOW);
        Instant later = NOW.plusSeconds(1);
        lanes.claimed(
                lanes.claims(later), new Claimed(List.of(delivery(A, "1", SMALL)), List.of(new LaneDue(A, NOW)), 0));
        assertThat(lanes.next(later)).isNotNull();
        int before = wakes.get();

        lanes.ended(A, Lanes.End.SUCCEEDED, later);

        assertThat(wakes.get()).isGreaterThan(before);
        assertThat(lanes.claims(later)).containsExactly(new LaneClaim(A, 64));
    }

    @Test
    void begin_no_more_than_the_destination_agreed_to() {
        agreedPerMinute = 2;
        offer(A, "1", "2");

        assertThat(begin(2)).containsExactly("a1", null);

        assertThat(lanes.nextTime(NOW)).isEqualTo(NOW.plusMillis(30_500));
        assertThat(lanes.next(NOW.plusMillis(30_499))).isNull();
        lanes.nextTime(NOW.plusMillis(30_500));
        assertThat(lanes.next(NOW.plusMillis(30_500))).isNotNull();
    }

    @Test
    void have_somebody_look_when_a_lane_waits_for_its_turn_by_the_pace() {
        agreedPerMinute = 1;
        offer(A, "1", "2");
        begin(1);
        int before = wakes.get();

        begin(1);

        assertThat(wakes.get()).isGreaterThan(before);
    }

    @Test
    void remember_the_pace_of_a_lane_that_has_nothing_to_do() {
        agreedPerMinute = 1;
        offer(A, "1");
        begin(1);

        lanes.ended(A, Lanes.End.SUCCEEDED, NOW);

        assertThat(lanes.reserve(A, 2, NOW.plusSeconds(60)))
                .as("left in the store")
                .isFalse();
        lanes.nextTime(NOW.plusSeconds(61));
        assertThat(lanes.reserve(A, 2, NOW.plusSeconds(61))).isTrue();
    }

    @Test
    void claim_no_more_than_the_pace_lets_begin_in_a_second() {
        agreedPerMinute = 600;
        lanes.noteDueInStore(A, NOW);

        assertThat(lanes.claims(NOW)).containsExactly(new LaneClaim(A, 10));
    }

    @Test
    void keep_a_pace_that_was_agreed_to_while_deliveries_wait() {
        offer(A, "1", "2");
        agreedPerMinute = 1;

        assertThat(begin(2)).containsExactly("a1", null);
    }

    @Test
    void hold_no_more_than_a_lane_may() {
        assertThat(reservedUntilFull(A, 2)).isEqualTo(Lanes.MAX_READY_PER_LANE);
    }

    @Test
    void keep_half_of_the_memory_for_what_can_begin_at_once() {
        for (int slow = 0; slow < 20; slow++) {
            reservedUntilFull(lane("wh_slow" + slow), 2);
        }

        // What hangs or fails elsewhere leaves this one its window.
        assertThat(reservedUntilFull(A, 2)).isEqualTo(CEILING);
        lanes.noteDueInStore(B, NOW);
        assertThat(lanes.claims(NOW)).containsExactly(new LaneClaim(B, CEILING));
    }

    @Test
    void are_full_in_the_end() {
        int held = 0;
        for (int lane = 0; lane < ReadyRoom.MAX_READY; lane++) {
            held += reservedUntilFull(lane("wh_" + lane), 2);
        }

        assertThat(held).isEqualTo(ReadyRoom.MAX_READY);
        lanes.noteDueInStore(A, NOW);
        assertThat(lanes.claims(NOW)).isEmpty();
        assertThat(lanes.nextTime(NOW)).as("nothing to look for in a circle").isNull();
    }

    @Test
    void hold_no_more_bytes_than_they_may() {
        int held = 0;
        for (int lane = 0; lane < 100; lane++) {
            held += reservedUntilFull(lane("wh_" + lane), LARGE.length());
        }

        assertThat(held).isEqualTo((int) (ReadyRoom.MAX_READY_BYTES / LARGE.length()));
    }

    @Test
    void have_all_their_room_again_when_everything_has_gone() {
        for (int round = 0; round < 3; round++) {
            assertThat(lanes.reserve(A, LARGE.length(), NOW)).isTrue();
            lanes.unreserve(A, LARGE.length());
            assertThat(lanes.reserve(A, LARGE.length(), NOW)).isTrue();
            lanes.offerReserved(delivery(A, "1", LARGE));
            assertThat(begin(1)).containsExactly("a1");
            lanes.ended(A, Lanes.End.SUCCEEDED, NOW);
            assertThat(lanes.reserve(A, LARGE.length(), NOW)).isTrue();
            lanes.offerReserved(delivery(A, "2", LARGE));
            lanes.drop(A, key("a2", 1)::equals);
            lanes.noteDueInStore(A, NOW);
            lanes.claimed(lanes.claims(NOW), new Claimed(List.of(delivery(A, "3", LARGE)), List.of(), 0));
            lanes.park(A.webhook());
            lanes.unpark(A.webhook());
            lanes.noteDueInStore(A, NOW);
            lanes.claimFailed(lanes.claims(NOW), NOW);
            lanes.claimed(lanes.claims(NOW), new Claimed(List.of(), List.of(), 0));
        }

        assertThat(reservedUntilFull(A, LARGE.length()))
                .isEqualTo((int) (ReadyRoom.MAX_READY_BYTES / 2 / LARGE.length()));
    }

    private int reservedUntilFull(LaneKey lane, int bytes) {
        int reserved = 0;
        while (lanes.reserve(lane, bytes, NOW)) {
            reserved++;
        }
        return reserved;
    }

    private void offer(LaneKey lane, String... chains) {
        for (String chain : chains) {
            assertThat(lanes.reserve(lane, SMALL.length(), NOW)).isTrue();
            assertThat(lanes.offerReserved(delivery(lane, chain, SMALL))).isTrue();
        }
    }

    /** Opens a lane's circuit by five failures. */
    private void open(LaneKey lane) {
        for (int failure = 0; failure < 5; failure++) {
            offer(lane, "failing" + failure);
            begin(1);
            lanes.ended(lane, Lanes.End.FAILED, NOW);
        }
    }

    private List<@Nullable String> begin(int times) {
        var begun = new ArrayList<@Nullable String>();
        for (int i = 0; i < times; i++) {
            DueDelivery next = lanes.next(NOW);
            begun.add(next == null ? null : name(next));
        }
        return begun;
    }

    private static List<String> names(List<DueDelivery> deliveries) {
        return deliveries.stream().map(LanesTest::name).toList();
    }

    private static String name(DueDelivery delivery) {
        return delivery.key().delivery().chain().value().substring("chn_".length());
    }

    private static LaneKey lane(String webhook) {
        return new LaneKey(new WebhookId(webhook), 0);
    }

    private static DueKey key(String name, int fence) {
        return new DueKey(new DeliveryId(new ChainId("chn_" + name), 0), 0, fence);
    }

    private static DueDelivery delivery(LaneKey lane, String chain, EventBody body) {
        String name = lane.webhook().value().substring("wh_".length()) + chain;
        return new DueDelivery(key(name, 1), 1, lane.webhook(), 1, body);
    }
}
