package io.github.webhooks4j.spi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final NodeId NODE = new NodeId("node_1");

    @Test
    void a_lease_lasts_for_the_term_of_its_claimant() {
        assertThat(new LeaseRequest(NODE, Duration.ofSeconds(15)).lease(NOW))
                .isEqualTo(new Lease(NODE, NOW.plusSeconds(15)));
    }

    @Test
    void a_delivery_is_free_when_it_is_due_and_while_it_is_held_when_the_lease_ends() {
        assertThat(new PendingDelivery(NOW, 1, 0, null).availableAt()).isEqualTo(NOW);
        assertThat(new PendingDelivery(NOW, 1, 1, new Lease(NODE, NOW.plusSeconds(15))).availableAt())
                .isEqualTo(NOW.plusSeconds(15));
    }

    @Test
    void a_term_is_at_least_a_millisecond() {
        assertThatThrownBy(() -> new LeaseRequest(NODE, Duration.ofNanos(999_999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the term of a lease must be at least PT0.001S, was PT0.000999999S");
    }

    @Test
    void a_node_id_is_fit_for_a_row_and_a_log_line() {
        assertThatThrownBy(() -> new NodeId("Node 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a node id must be 1 to 64 characters of [a-z0-9_], was Node 1");
    }
}
