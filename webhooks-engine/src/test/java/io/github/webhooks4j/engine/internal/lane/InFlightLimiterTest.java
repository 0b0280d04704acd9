package io.github.webhooks4j.engine.internal.lane;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.LaneFixture;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of eight places, two are kept. */
class InFlightLimiterTest extends LaneFixture {
    private static final LaneKey QUICK = lane("wh_quick");

    @BeforeEach
    void let_those_that_will_hang_have_succeeded() {
        for (String webhook : List.of("wh_c", "wh_d", "wh_e")) {
            succeed(lane(webhook), CEILING);
        }
    }

    @Test
    void keeps_the_last_for_destinations_with_nothing_in_flight() {
        hangOn("wh_c", "wh_d", "wh_e");
        offer(A, "1", "2");
        offer(B, "1", "2");

        assertThat(begin(3)).containsExactly("a1", "b1", null);
    }

    @Test
    void keeps_the_last_for_destinations_that_have_just_responded() {
        hangOn("wh_c", "wh_d", "wh_e");
        offer(QUICK, "1", "2", "3");
        assertThat(begin(2)).containsExactly("quick1", null);

        lanes.ended(QUICK, AttemptResult.SUCCEEDED, NOW);

        assertThat(begin(3)).containsExactly("quick2", "quick3", null);
    }

    @Test
    void gives_none_of_the_last_to_destinations_that_responded_a_while_ago() {
        hangOn("wh_c", "wh_d", "wh_e");
        offer(QUICK, "1", "2", "3");
        begin(1);
        lanes.ended(QUICK, AttemptResult.SUCCEEDED, NOW);
        Instant later = NOW.plusSeconds(1);

        assertThat(lanes.next(later)).isNotNull();
        assertThat(lanes.next(later)).isNull();
    }

    @Test
    void gives_none_of_the_last_to_destinations_that_fail() {
        offer(A, "1", "2");
        begin(1);
        lanes.ended(A, AttemptResult.FAILED, NOW);
        hangOn("wh_c", "wh_d");
        begin(1);
        hangOn("wh_e");

        offer(A, "3");

        assertThat(begin(1)).containsExactly((String) null);
    }

    @Test
    void returns_the_lane_that_was_refused_when_a_place_is_free_again() {
        hangOn("wh_c", "wh_d", "wh_e");
        offer(A, "1", "2");
        offer(B, "1", "2");
        assertThat(begin(3)).containsExactly("a1", "b1", null);

        lanes.ended(lane("wh_c"), AttemptResult.FAILED, NOW);
        lanes.ended(lane("wh_c"), AttemptResult.FAILED, NOW);
        lanes.ended(lane("wh_d"), AttemptResult.FAILED, NOW);

        assertThat(begin(3)).containsExactly("a2", "b2", null);
    }

    @Test
    void counts_as_startable_only_what_has_a_place() {
        hangOn("wh_c", "wh_d", "wh_e");
        offer(A, "1", "2");
        begin(1);

        Instant later = NOW.plusSeconds(1);

        assertThat(lanes.startable(10, later)).isZero();
        offer(B, "1");
        assertThat(lanes.startable(10, later)).isEqualTo(1);
    }

    @Test
    void stores_64_at_most() {
        var places = new InFlightLimiter(10_000);
        int taken = 0;
        for (int lane = 0; places.tryAcquire(failing("lane-" + lane), NOW); lane++) {
            taken++;
        }

        assertThat(taken).isEqualTo(10_000 - InFlightLimiter.MAX_KEPT);
    }

    @Test
    void gives_a_few_of_the_last_to_destinations_of_which_nothing_is_known() {
        hangOn("wh_c", "wh_d", "wh_e");
        offer(lane("wh_new1"), "x");
        offer(lane("wh_new2"), "x");

        assertThat(begin(2)).containsExactly("new1x", null);

        lanes.ended(lane("wh_new1"), AttemptResult.SUCCEEDED, NOW);
        assertThat(begin(2)).containsExactly("new2x", null);
    }

    @Test
    void gives_one_host_and_port_a_quarter_at_most_while_others_wait() {
        LaneKey[] same = lanesOf("tarpit", 6);
        for (LaneKey lane : same) {
            hosts.put(lane, "tarpit.example:443");
            offer(lane, "x");
        }
        offer(A, "1");
        offer(B, "1");

        // Two of eight, then the others, and only then more than its share.
        assertThat(begin(9))
                .containsExactly("tarpit0x", "tarpit1x", "a1", "b1", "tarpit2x", "tarpit3x", null, null, null);
        offer(A, "2");
        assertThat(begin(1)).as("one of the last").containsExactly("a2");
    }

    @Test
    void gives_one_owner_a_quarter_at_most_while_others_wait() {
        LaneKey[] same = lanesOf("noisy", 6);
        for (LaneKey lane : same) {
            owners.put(lane, "noisy");
            offer(lane, "x");
        }
        offer(A, "1");

        assertThat(begin(4)).containsExactly("noisy0x", "noisy1x", "a1", "noisy2x");
    }

    @Test
    void goes_to_others_first_when_one_is_free_again() {
        for (LaneKey lane : lanesOf("noisy", 20)) {
            owners.put(lane, "noisy");
            offer(lane, "x");
        }
        assertThat(begin(6)).doesNotContainNull();
        offer(A, "1");
        offer(B, "1");
        assertThat(begin(2)).containsExactly("a1", "b1");
        offer(lane("wh_c"), "1");
        assertThat(begin(1)).as("all are taken").containsOnlyNulls();

        lanes.ended(lane("wh_noisy0"), AttemptResult.FAILED, NOW);
        assertThat(begin(2)).containsExactly("c1", null);
        lanes.ended(lane("wh_noisy1"), AttemptResult.FAILED, NOW);
        lanes.ended(A, AttemptResult.SUCCEEDED, NOW);
        assertThat(begin(1)).as("the last are kept").containsOnlyNulls();
        lanes.ended(B, AttemptResult.SUCCEEDED, NOW);
        assertThat(begin(2)).as("no other lane waits").containsExactly("noisy6x", null);
    }

    @Test
    void serves_ten_thousand_endpoints_of_one_customer_without_delaying_another() {
        var many = new LaneScheduler(
                256, 8, CircuitSettings.DEFAULT, (lane, former) -> noisy(lane), wakes::incrementAndGet, () -> {});
        many.start();
        for (int endpoint = 0; endpoint < 10_000; endpoint++) {
            offer(many, lane("wh_noisy" + endpoint), "x");
        }
        var hanging = new ArrayList<LaneKey>();
        for (ClaimedDelivery next = many.next(NOW); next != null; next = many.next(NOW)) {
            hanging.add(next.lane());
        }
        assertThat(hanging).as("as long as no other lane waits").hasSize(192);

        // The other customer is new, too, and all its deliveries begin as soon as its window has room.
        for (int push = 0; push < 500; push++) {
            offer(many, A, "p" + push);
            assertThat(name(requireNonNull(many.next(NOW)))).isEqualTo("ap" + push);
            many.ended(A, AttemptResult.SUCCEEDED, NOW);
        }

        // As places are free again, the noisy customer gets no more than its quarter while others wait.
        for (int other = 0; other < 200; other++) {
            offer(many, lane("wh_other" + other), "x");
        }
        var begun = new HashMap<String, Integer>();
        for (LaneKey lane : hanging) {
            many.ended(lane, AttemptResult.FAILED, NOW);
            String who = requireNonNull(many.next(NOW)).webhook().value().substring(0, 6);
            begun.merge(who, 1, Integer::sum);
        }
        assertThat(begun).containsOnly(Map.entry("wh_noi", 64), Map.entry("wh_oth", 128));
    }

    private static LaneTraits noisy(LaneKey lane) {
        String name = lane.webhook().value();
        return new LaneTraits(null, List.of(), name, name.startsWith("wh_noisy") ? "noisy" : null);
    }

    private static void offer(LaneScheduler lanes, LaneKey lane, String chain) {
        if (lanes.tryReserve(lane, SMALL.length(), NOW)) {
            assertThat(lanes.enqueueReserved(List.of(delivery(lane, chain, SMALL))))
                    .isEmpty();
        } else {
            lanes.noteNextDue(lane, NOW);
        }
    }

    private static Lane failing(String name) {
        var lane = new Lane(
                lane("wh_failing"),
                new LaneMemory.Learned(CircuitBreaker.ofFailing(CircuitSettings.DEFAULT), new ConcurrencyLimit(8)),
                new LaneTraits(null, List.of(), name, null));
        new InFlightShares().join(lane);
        return lane;
    }

    private static LaneKey[] lanesOf(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(lane -> lane("wh_" + name + lane))
                .toArray(LaneKey[]::new);
    }

    /** Lets this number of destinations hang with two attempts each. */
    private void hangOn(String... webhooks) {
        for (String webhook : webhooks) {
            offer(lane(webhook), "1", "2");
            begin(2);
        }
    }
}
