package io.github.webhooks4j.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.benchmarks.receiver.Arrival;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundLedgerTest {
    @Test
    void what_was_sent_and_received_balances_in_whatever_order() {
        assertThat(RoundLedger.check(List.of("a", "b"), arrivals("b", "a"))).isZero();
    }

    @Test
    void repetitions_are_counted() {
        assertThat(RoundLedger.check(List.of("a", "b"), arrivals("b", "a", "b", "b")))
                .isEqualTo(2);
    }

    @Test
    void what_was_not_received_voids_the_run() {
        assertThatThrownBy(() -> RoundLedger.check(List.of("a", "b", "c"), arrivals("a", "c")))
                .isInstanceOf(VoidRunException.class)
                .hasMessage("the run is void: of 3 sent, 1 were not received, such as b");
    }

    @Test
    void as_many_received_as_sent_is_not_enough() {
        assertThatThrownBy(() -> RoundLedger.check(List.of("a", "b"), arrivals("a", "a")))
                .hasMessage("the run is void: of 2 sent, 1 were not received, such as b");
    }

    @Test
    void what_was_never_sent_voids_the_run() {
        assertThatThrownBy(() -> RoundLedger.check(List.of("a"), arrivals("a", "x")))
                .hasMessage("the run is void: received x, which was never sent");
    }

    @Test
    void a_repetition_makes_up_for_nothing_that_is_missing() {
        assertThat(RoundLedger.missing(List.of("a", "b", "c", "d"), arrivals("c", "a", "c", "b")))
                .isEqualTo(1);
    }

    @Test
    void what_was_never_sent_voids_the_run_before_all_is_there() {
        assertThatThrownBy(() -> RoundLedger.missing(List.of("a"), arrivals("x")))
                .hasMessage("the run is void: received x, which was never sent");
    }

    @Test
    void twin_ids_void_the_run() {
        assertThatThrownBy(() -> RoundLedger.check(List.of("a", "a"), arrivals("a")))
                .hasMessage("the run is void: every job must have an id of its own, but of 2 ids 1 are different");
    }

    private static List<Arrival> arrivals(String... ids) {
        return Stream.of(ids).map(id -> new Arrival(id, 1)).toList();
    }
}
