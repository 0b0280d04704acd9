package io.github.webhooks4j.engine.internal.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.bulk.BulkSize;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.engine.internal.registry.WebhookCache;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.HistoryScan;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.WebhookId;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BulkPlannerTest {
    private static final Instant NOW = ManualClock.DEFAULT_START;
    private static final Duration APART = Duration.ofMillis(10);

    @Test
    void counts_the_chains_of_each_webhook() {
        BulkPlan plan = plan(new OneChainAfterAnother(30, 1));

        assertThat(plan.size()).isEqualTo(new BulkSize(30, false));
        assertThat(plan.webhooks()).isEqualTo(Map.of(webhook(0), 20L, webhook(1), 10L));
        assertThat(plan.webhooks().keySet()).containsExactly(webhook(0), webhook(1));
        assertThat(plan.examples()).hasSize(20);
        assertThat(plan.lookedBackTo()).isEqualTo(NOW.minus(APART.multipliedBy(30)));
    }

    @Test
    void counts_10_000_chains_without_doubt() {
        assertThat(plan(new OneChainAfterAnother(10_000, 1)).size()).hasToString("10,000");
    }

    @Test
    void counts_no_more_than_10_000_chains() {
        BulkPlan plan = plan(new OneChainAfterAnother(20_000, 1));

        assertThat(plan.size()).isEqualTo(new BulkSize(10_000, true)).hasToString("more than 10,000");
        assertThat(plan.webhooks().values())
                .hasSize(2)
                .satisfies(counts -> assertThat(
                                counts.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(10_000));
    }

    @Test
    void looks_at_no_more_than_100_000_chains() {
        var history = new OneChainAfterAnother(1_000_000, 1_000);

        BulkPlan plan = plan(history);

        assertThat(history.looked).isEqualTo(100_000);
        assertThat(plan.size()).isEqualTo(new BulkSize(100, true)).hasToString("at least 100");
        assertThat(plan.lookedBackTo()).isEqualTo(NOW.minus(APART.multipliedBy(100_000)));
    }

    @Test
    void ends_with_the_time_of_the_plan() {
        assertThat(plan(HistoryQuery.all()).query().until()).isEqualTo(NOW);
        assertThat(plan(HistoryQuery.all().until(NOW.plusSeconds(1))).query().until())
                .isEqualTo(NOW);
        assertThat(plan(HistoryQuery.all().until(NOW.minusSeconds(1))).query().until())
                .isEqualTo(NOW.minusSeconds(1));
    }

    @Test
    void refuses_a_query_for_the_future() {
        HistoryQuery future = HistoryQuery.all().from(NOW.plusSeconds(60));

        assertThatThrownBy(() -> plan(future))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("from must be before until, was 2026-01-01T00:01:00Z and 2026-01-01T00:00:00Z");
    }

    @Test
    void narrows_the_query_to_the_states_of_the_action() {
        assertThat(plan(HistoryQuery.all()).query().states()).containsExactly(ChainState.Kind.INTERRUPTED);
        assertThat(plan(HistoryQuery.all().causes(Set.of(InterruptionCause.DESTINATION_GONE)))
                        .query()
                        .states())
                .containsExactly(ChainState.Kind.INTERRUPTED);
    }

    private static BulkPlan plan(OneChainAfterAnother history) {
        return planner(history).plan(BulkAction.RESUME, HistoryQuery.all());
    }

    private static BulkPlan plan(HistoryQuery query) {
        return planner(new OneChainAfterAnother(1, 1)).plan(BulkAction.RESUME, query);
    }

    private static BulkPlanner planner(OneChainAfterAnother history) {
        var noWebhooks = new WebhookRegistry(
                new InMemoryStore(), new ManualClock(), new WebhookCache(), List.of(), () -> {}, null);
        return new BulkPlanner(history.store(), noWebhooks);
    }

    private static WebhookId webhook(long number) {
        return new WebhookId("w" + number);
    }

    /** A history of chains that started one after another, of which each n-th is found; of three of these one is of another webhook. */
    private static final class OneChainAfterAnother {
        private final int chains;
        private final int every;
        private int looked;

        OneChainAfterAnother(int chains, int every) {
            this.chains = chains;
            this.every = every;
        }

        Store store() {
            return (Store) Proxy.newProxyInstance(
                    Store.class.getClassLoader(),
                    new Class<?>[] {Store.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "estimatedTime" -> NOW.plusNanos(1);
                        case "find" -> find((ChainId) arguments[1], (int) arguments[2], (int) arguments[3]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }

        private HistoryScan find(@Nullable ChainId before, int limit, int maxLooked) {
            var found = new ArrayList<ChainSummary>();
            int at = before == null ? 0 : position(before);
            int end = Math.min(chains, at + maxLooked);
            while (at < end && found.size() < limit) {
                at++;
                looked++;
                if (at % every == 0) {
                    found.add(chain(at));
                }
            }
            return new HistoryScan(found, looked, id(at), at == chains);
        }

        private static int position(ChainId id) {
            return (int) Duration.between(EventNumber.time(id.number()), NOW).dividedBy(APART);
        }

        private static ChainId id(int at) {
            return ChainId.of(at % 3 == 0 ? 1 : 0, EventNumber.first(NOW.minus(APART.multipliedBy(at))));
        }

        private static ChainSummary chain(int at) {
            ChainId id = id(at);
            return new ChainSummary(
                    id,
                    webhook(id.webhookNumber()),
                    new EventId("e" + at),
                    "push",
                    new Topic("acme/app"),
                    null,
                    new ChainState.Interrupted(0, InterruptionCause.RETRIES_EXHAUSTED),
                    1,
                    EventNumber.time(id.number()),
                    EventNumber.time(id.number()),
                    null,
                    1,
                    500,
                    null,
                    false);
        }
    }
}
