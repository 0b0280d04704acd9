package io.github.webhooks4j.benchmarks.scenario.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.benchmarks.receiver.Arrival;
import io.github.webhooks4j.benchmarks.run.VoidRunException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoakLedgerTest {
    private final SoakLedger ledger = new SoakLedger(10);

    @Test
    void what_was_sent_and_received_is_settled() {
        ledger.sent("a", 1_000, true);
        ledger.sent("b", 2_000, true);

        ledger.settle(List.of(new Arrival("b", 2_500), new Arrival("a", 2_600)));

        ledger.check();
        assertThat(ledger.received()).isEqualTo(2);
        assertThat(ledger.repeated()).isZero();
    }

    @Test
    void the_latency_counts_from_when_it_was_due_if_it_is_timed() {
        ledger.sent("timed", 1_000, true);
        ledger.sent("other", 1_000, false);

        ledger.settle(List.of(new Arrival("timed", 1_500), new Arrival("other", 9_000)));

        assertThat(ledger.latencies().getTotalCount()).isEqualTo(1);
        assertThat(ledger.latencies().getMaxValue()).isEqualTo(500);
        ledger.forgetLatencies();
        assertThat(ledger.latencies().getTotalCount()).isZero();
    }

    @Test
    void may_be_received_before_its_publisher_says_that_it_was_sent() {
        ledger.settle(List.of(new Arrival("early", 1_500)));
        ledger.sent("early", 1_000, true);

        ledger.check();

        assertThat(ledger.received()).isEqualTo(1);
        assertThat(ledger.latencies().getMaxValue()).isEqualTo(500);
    }

    @Test
    void a_second_arrival_is_a_repetition() {
        ledger.sent("twice", 1_000, true);

        ledger.settle(List.of(new Arrival("twice", 1_500), new Arrival("twice", 1_600)));
        ledger.settle(List.of(new Arrival("twice", 1_700)));

        ledger.check();
        assertThat(ledger.received()).isEqualTo(1);
        assertThat(ledger.repeated()).isEqualTo(2);
    }

    @Test
    void a_delivery_that_is_missing_voids_the_run() {
        ledger.sent("missing", 1_000, true);

        assertThatThrownBy(ledger::check)
                .isInstanceOf(VoidRunException.class)
                .hasMessage("the run is void: 1 deliveries were not received, such as missing");
    }

    @Test
    void a_delivery_that_was_never_sent_voids_the_run() {
        ledger.settle(List.of(new Arrival("unknown", 1_000)));

        assertThatThrownBy(ledger::check)
                .isInstanceOf(VoidRunException.class)
                .hasMessage("the run is void: received unknown, which was never sent");
    }

    @Test
    void one_id_for_two_deliveries_voids_the_run() {
        ledger.sent("same", 1_000, true);

        assertThatThrownBy(() -> ledger.sent("same", 2_000, true))
                .isInstanceOf(VoidRunException.class)
                .hasMessage("the run is void: every delivery must have an id of its own, but two have same");
    }
}
