package io.github.webhooks4j.engine.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.LaneFixture;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.NodeLease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeShareTest {
    private static final Instant NOW = LaneFixture.NOW;
    private static final Duration TERM = Duration.ofSeconds(15);
    private static final LaneKey LANE = LaneFixture.A;

    @Test
    void leaves_all_of_a_limit_to_a_node_that_is_alone() {
        NodeShare share = share("a", NOW);

        assertThat(share.isAlone()).isTrue();
        assertThat(share.attempts(RateLimit.perSecond(7), LANE)).isEqualTo(7);
        assertThat(share.opensAt(RateLimit.Period.MINUTE)).isBefore(NOW);
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 3", "3, 3", "7, 3", "100, 7", "4, 1"})
    void divides_a_limit_among_the_nodes_so_that_nothing_is_left(int limit, int nodes) {
        List<String> names = names(nodes);

        List<Integer> parts = names.stream()
                .map(self -> share(self, NOW, others(self, names)).attempts(RateLimit.perMinute(limit), LANE))
                .toList();

        assertThat(parts.stream().mapToInt(part -> part).sum()).isEqualTo(limit);
        assertThat(parts).allSatisfy(part -> assertThat(part).isBetween(limit / nodes, (limit + nodes - 1) / nodes));
    }

    @Test
    void gives_no_node_more_because_there_is_another_one() {
        List<String> names = names(8);
        for (int count = 1; count < 8; count++) {
            List<String> few = names.subList(0, count);
            List<String> more = names.subList(0, count + 1);
            for (String self : few) {
                for (int limit = 1; limit < 20; limit++) {
                    assertThat(share(self, NOW, others(self, more)).attempts(RateLimit.perMinute(limit), LANE))
                            .isLessThanOrEqualTo(
                                    share(self, NOW, others(self, few)).attempts(RateLimit.perMinute(limit), LANE));
                }
            }
        }
    }

    @Test
    void leaves_a_small_limit_of_different_lanes_to_different_nodes() {
        List<String> names = names(4);

        List<List<Integer>> parts = IntStream.range(0, 40)
                .mapToObj(number -> LaneFixture.lane("wh_" + number))
                .map(lane -> names.stream()
                        .map(self -> share(self, NOW, others(self, names)).attempts(RateLimit.perSecond(1), lane))
                        .toList())
                .toList();

        assertThat(parts).allSatisfy(each -> assertThat(each).containsOnlyOnce(1));
        assertThat(parts.stream().distinct()).hasSize(4);
    }

    @Test
    void counts_a_node_that_has_ended_for_as_long_as_a_period() {
        NodeLease ended = new NodeLease(new NodeId("b"), NOW.minusSeconds(2), Instant.EPOCH);

        NodeShare share = share("a", NOW, ended);

        assertThat(share.isAlone()).isTrue();
        assertThat(share.attempts(RateLimit.perSecond(10), LANE)).isEqualTo(10);
        assertThat(share.attempts(RateLimit.perMinute(10), LANE)).isEqualTo(5);
    }

    @Test
    void opens_a_period_after_all_other_nodes_count_this_one() {
        NodeShare share = share("a", NOW.plusSeconds(3));

        assertThat(share.opensAt(RateLimit.Period.SECOND))
                .isEqualTo(NOW.plusSeconds(4).plusMillis(10));
        assertThat(share.opensAt(RateLimit.Period.MINUTE))
                .isEqualTo(NOW.plusSeconds(63).plusMillis(10));
    }

    @Test
    void is_valid_until_the_lease_ends_and_not_before_it_was_granted() {
        NodeShare share = share("a", NOW);

        assertThat(share.isValid(NOW)).isTrue();
        assertThat(share.isValid(NOW.plus(TERM).minusMillis(11))).isTrue();
        assertThat(share.isValid(NOW.plus(TERM).minusMillis(10))).isFalse();
        assertThat(share.isValid(NOW.minusMillis(1))).isFalse();
        assertThat(NodeShare.NONE.isValid(NOW)).isFalse();
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(number -> "node_" + number).toList();
    }

    private static NodeLease[] others(String self, List<String> names) {
        return names.stream()
                .filter(name -> !name.equals(self))
                .map(name -> new NodeLease(new NodeId(name), NOW.plus(TERM), Instant.EPOCH))
                .toArray(NodeLease[]::new);
    }

    private static NodeShare share(String self, Instant settledAt, NodeLease... others) {
        var own = new NodeLease(
                new NodeId(self),
                NOW.plus(TERM),
                others.length == 0 && settledAt.equals(NOW) ? Instant.EPOCH : settledAt);
        return NodeShare.of(new DeliveringNodes(own, List.of(others)), NOW, TERM);
    }
}
