package io.github.webhooks4j.spi.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeLeaseTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TERM = Duration.ofSeconds(15);
    private static final LeaseRequest A = new LeaseRequest(new NodeId("a"), TERM);

    @Test
    void does_not_wait_for_a_node_if_there_is_none() {
        assertThat(NodeLease.renewed(List.of(), A, NOW))
                .isEqualTo(new NodeLease(A.node(), NOW.plus(TERM), Instant.EPOCH));
    }

    @Test
    void waits_until_the_last_of_the_leases_that_it_finds_would_end() {
        List<NodeLease> present = List.of(
                lease("b", NOW.minusSeconds(1)), lease("c", NOW.plusSeconds(9)), lease("d", NOW.plusSeconds(3)));

        assertThat(NodeLease.renewed(present, A, NOW).settledAt()).isEqualTo(NOW.plusSeconds(9));
    }

    @Test
    void keeps_when_it_settles_as_long_as_it_has_not_ended() {
        var own = new NodeLease(A.node(), NOW.plusMillis(1), NOW.minusSeconds(5));
        List<NodeLease> present = List.of(lease("b", NOW.plusSeconds(9)), own);

        assertThat(NodeLease.renewed(present, A, NOW))
                .isEqualTo(new NodeLease(A.node(), NOW.plus(TERM), own.settledAt()));
        assertThat(NodeLease.renewed(present, A, own.until()).settledAt()).isEqualTo(NOW.plusSeconds(9));
    }

    @Test
    void is_outdated_a_minute_after_its_end() {
        assertThat(NodeLease.outdatedBefore(NOW)).isEqualTo(NOW.minusSeconds(60));
    }

    private static NodeLease lease(String node, Instant until) {
        return new NodeLease(new NodeId(node), until, Instant.EPOCH);
    }
}
