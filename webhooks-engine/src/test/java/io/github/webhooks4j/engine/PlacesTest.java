package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.store.LaneKey;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of eight places, two are kept. */
class PlacesTest extends LanesScene {
    private static final LaneKey QUICK = lane("wh_quick");

    @Test
    void keep_the_last_for_destinations_with_nothing_in_flight() {
        hangOn("wh_c", "wh_d", "wh_e");
        offer(A, "1", "2");
        offer(B, "1", "2");

        assertThat(begin(3)).containsExactly("a1", "b1", null);
    }

    @Test
    void keep_the_last_for_destinations_that_have_just_answered() {
        hangOn("wh_c", "wh_d", "wh_e");
        offer(QUICK, "1", "2", "3");
        assertThat(begin(2)).containsExactly("quick1", null);

        lanes.ended(QUICK, AttemptEnd.SUCCEEDED, NOW);

        assertThat(begin(3)).containsExactly("quick2", "quick3", null);
    }

    @Test
    void give_none_of_the_last_to_destinations_that_have_answered_a_while_ago() {
        hangOn("wh_c", "wh_d", "wh_e");
        offer(QUICK, "1", "2", "3");
        begin(1);
        lanes.ended(QUICK, AttemptEnd.SUCCEEDED, NOW);
        Instant later = NOW.plusSeconds(1);

        assertThat(lanes.next(later)).isNotNull();
        assertThat(lanes.next(later)).isNull();
    }

    @Test
    void give_none_of_the_last_to_destinations_that_fail() {
        offer(A, "1", "2");
        begin(1);
        lanes.ended(A, AttemptEnd.FAILED, NOW);
        hangOn("wh_c", "wh_d");
        begin(1);
        hangOn("wh_e");

        offer(A, "3");

        assertThat(begin(1)).containsExactly((String) null);
    }

    @Test
    void tell_who_was_refused_one_when_a_place_is_free_again() {
        hangOn("wh_c", "wh_d", "wh_e");
        offer(A, "1", "2");
        offer(B, "1", "2");
        assertThat(begin(3)).containsExactly("a1", "b1", null);

        lanes.ended(lane("wh_c"), AttemptEnd.FAILED, NOW);
        lanes.ended(lane("wh_c"), AttemptEnd.FAILED, NOW);
        lanes.ended(lane("wh_d"), AttemptEnd.FAILED, NOW);

        assertThat(begin(2)).containsExactly("a2", null);
        lanes.ended(lane("wh_d"), AttemptEnd.FAILED, NOW);
        assertThat(begin(2)).containsExactly("b2", null);
    }

    @Test
    void count_as_startable_only_what_has_a_place() {
        hangOn("wh_c", "wh_d", "wh_e");
        offer(A, "1", "2");
        begin(1);

        assertThat(lanes.startable(10, NOW)).isZero();
        offer(B, "1");
        assertThat(lanes.startable(10, NOW)).isEqualTo(1);
    }

    @Test
    void are_64_at_most_that_are_kept() {
        var places = new Places(10_000);
        var hanging = new Lane(A, 10_000);
        hanging.inFlight = 1;
        int taken = 0;
        while (places.take(hanging, NOW)) {
            taken++;
        }

        assertThat(taken).isEqualTo(10_000 - Places.MAX_KEPT);
        assertThat(places.free()).isEqualTo(List.of(hanging));
    }

    /** Has so many destinations hang with two attempts each. */
    private void hangOn(String... webhooks) {
        for (String webhook : webhooks) {
            offer(lane(webhook), "1", "2");
            begin(2);
        }
    }
}
