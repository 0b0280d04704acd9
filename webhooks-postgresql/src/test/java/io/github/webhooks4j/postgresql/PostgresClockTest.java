package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.attempt;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes whose clocks are wrong, one 5 s fast and one 3 s slow, use the clock of the store. */
@Tag("postgres")
class PostgresClockTest {
    private static final Duration TERM = Duration.ofSeconds(15);
    private static final LeaseRequest FAST = new LeaseRequest(new NodeId("fast"), TERM);
    private static final LeaseRequest SLOW = new LeaseRequest(new NodeId("slow"), TERM);

    private final PostgresNodes nodes = new PostgresNodes();
    private Instant now = Samples.NOW;
    private PostgresStore fast;
    private PostgresStore slow;

    @BeforeEach
    void start_the_nodes() {
        fast = nodes.start((pipeline, callersNow) -> () -> now);
        slow = nodes.start((pipeline, callersNow) -> () -> now);
        fast.forNode(Samples.at(fastNow())).save(Samples.webhook("w", 2), 0);
    }

    @AfterEach
    void stop_the_nodes() {
        nodes.close();
    }

    @Test
    void sees_work_due_at_once_that_a_fast_node_published() {
        fast.forNode(Samples.at(fastNow())).commit(List.of(publish("e", "c", "w")));

        assertThat(slow.forNode(Samples.at(slowNow())).lanes())
                .containsExactly(new LaneDueTime(lane("w", 1).get(0).lane(), slowNow()));
        assertThat(slow.forNode(Samples.at(slowNow())).claim(lane("w", 1), SLOW).deliveries())
                .hasSize(1);
    }

    @Test
    void agrees_on_the_end_of_a_lease() {
        fast.forNode(Samples.at(fastNow())).commit(List.of(publish("e", "c", "w")));
        fast.forNode(Samples.at(fastNow())).claim(lane("w", 1), FAST);

        now = now.plus(TERM).minusMillis(1);
        assertThat(slow.forNode(Samples.at(slowNow())).claim(lane("w", 1), SLOW).remaining())
                .containsExactly(
                        new LaneDueTime(lane("w", 1).get(0).lane(), slowNow().plusMillis(1)));
        now = now.plusMillis(1);

        assertThat(slow.forNode(Samples.at(slowNow())).claim(lane("w", 1), SLOW).takeovers())
                .isEqualTo(1);
    }

    @Test
    void agrees_on_when_a_repeat_is_due() {
        ClaimedDelivery delivery = claimed();
        fast.forNode(Samples.at(fastNow()))
                .commit(List.of(attempt(
                        delivery.key(), 1, new AttemptOutcome.Retry(fastNow().plusSeconds(10)))));

        assertThat(fast.forNode(Samples.at(fastNow())).lanes())
                .containsExactly(
                        new LaneDueTime(lane("w", 1).get(0).lane(), fastNow().plusSeconds(10)));
        assertThat(slow.forNode(Samples.at(slowNow())).lanes())
                .containsExactly(
                        new LaneDueTime(lane("w", 1).get(0).lane(), slowNow().plusSeconds(10)));
        now = now.plusMillis(9_999);
        assertThat(slow.forNode(Samples.at(slowNow())).claim(lane("w", 1), SLOW).deliveries())
                .isEmpty();
        now = now.plusMillis(1);
        assertThat(slow.forNode(Samples.at(slowNow())).claim(lane("w", 1), SLOW).deliveries())
                .hasSize(1);
    }

    @Test
    void agrees_on_a_deadline() {
        fast.forNode(Samples.at(fastNow())).commit(List.of(publish("e", "c", "w", 2)));
        ClaimedDelivery delivery = fast.forNode(Samples.at(fastNow()))
                .claim(lane("w", 1), FAST)
                .deliveries()
                .get(0);

        List<MutationResult> outcomes = fast.forNode(Samples.at(fastNow()))
                .commit(List.of(attempt(delivery.key(), 1, new AttemptOutcome.Delivered())));

        ChainState told =
                ((MutationResult.Applied) outcomes.get(0)).after().chain().state();
        assertThat(told).isEqualTo(new AwaitingCallback(0, fastNow().plus(Duration.ofHours(1))));
        assertThat(slow.forNode(Samples.at(slowNow())).nextDeadline())
                .contains(slowNow().plus(Duration.ofHours(1)));
        now = now.plus(Duration.ofHours(1)).minusMillis(1);
        assertThat(fast.forNode(Samples.at(fastNow())).chainsPastDeadline(9)).isEmpty();
        now = now.plusMillis(1);
        assertThat(slow.forNode(Samples.at(slowNow())).chainsPastDeadline(9)).containsExactly(Samples.chain("c"));
    }

    @Test
    void keeps_a_lease_by_the_stores_time_when_renewing() {
        ClaimedDelivery delivery = claimed();
        now = now.plusSeconds(10);

        fast.forNode(Samples.at(fastNow())).renew(List.of(delivery.key()), FAST);

        assertThat(slow.forNode(Samples.at(slowNow())).lanes())
                .containsExactly(
                        new LaneDueTime(lane("w", 1).get(0).lane(), slowNow().plus(TERM)));
    }

    @Test
    void deletes_no_history_by_a_node_whose_clock_is_40_days_ahead() {
        fast.forNode(Samples.at(fastNow())).commit(List.of(publish("e", "c", "w")));
        fast.forNode(Samples.at(fastNow()))
                .commit(List.of(new Mutation.Apply(Samples.chain("c"), new ChainEvent.Cancel())));
        Instant wayAhead = now.plus(Duration.ofDays(40));

        assertThat(slow.forNode(Samples.at(wayAhead)).prune(Duration.ofDays(30), 100))
                .isZero();
        now = now.plus(Duration.ofDays(30)).plusMillis(1);
        assertThat(slow.forNode(Samples.at(now.minus(Duration.ofDays(40)))).prune(Duration.ofDays(30), 100))
                .isEqualTo(2);
    }

    @Test
    void counts_5_days_of_failures_by_the_stores_time_on_a_node_6_days_behind() {
        fast.forNode(Samples.at(fastNow())).commit(List.of(publish("e", "c", "w")));
        Instant wayBehind = now.minus(Duration.ofDays(6));
        for (int number = 1; number <= 12; number++) {
            ClaimedDelivery delivery = slow.forNode(Samples.at(wayBehind))
                    .claim(lane("w", 1), SLOW)
                    .deliveries()
                    .get(0);

            List<MutationResult> outcomes = slow.forNode(Samples.at(wayBehind))
                    .commit(List.of(
                            Samples.attemptAt(wayBehind, delivery.key(), number, new AttemptOutcome.Retry(wayBehind))));

            assertThat(((MutationResult.Applied) outcomes.get(0)).disabled()).isNull();
        }
    }

    @Test
    void uses_the_servers_clock_by_default() {
        PostgresStore store = nodes.start();
        long before = nodes.number("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)");

        store.forNode(Samples.at(Instant.parse("2000-01-01T00:00:00Z"))).commit(List.of(publish("e", "c", "w")));

        long after = nodes.number("SELECT ceil(extract(epoch FROM clock_timestamp()) * 1000)");
        assertThat(store.findChain(Samples.chain("c"))
                        .orElseThrow()
                        .chain()
                        .startedAt()
                        .toEpochMilli())
                .isBetween(before, after);
    }

    private ClaimedDelivery claimed() {
        fast.forNode(Samples.at(fastNow())).commit(List.of(publish("e", "c", "w")));
        return fast.forNode(Samples.at(fastNow()))
                .claim(lane("w", 1), FAST)
                .deliveries()
                .get(0);
    }

    private Instant fastNow() {
        return now.plusSeconds(5);
    }

    private Instant slowNow() {
        return now.minusSeconds(3);
    }
}
