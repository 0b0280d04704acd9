package io.github.webhooks4j.spi.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState.Kind;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.HistoryPlan.Among;
import io.github.webhooks4j.spi.store.HistoryPlan.Scope;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryPlanTest {
    private static final Instant T = Instant.parse("2026-02-03T04:05:06Z");
    private static final HistoryQuery ALL = HistoryQuery.all();
    private static final WebhookId WEBHOOK = new WebhookId("wh_1");
    private static final EventId EVENT = new EventId("e");

    @Test
    void looks_at_the_fewest_chains_of_an_event_a_webhook_or_an_owner() {
        assertThat(HistoryPlan.of(ALL).scope()).isEqualTo(new Scope.OfStore());
        assertThat(HistoryPlan.of(ALL.owner("acme")).scope()).isEqualTo(new Scope.OfOwner("acme"));
        assertThat(HistoryPlan.of(ALL.owner("acme").webhook(WEBHOOK)).scope()).isEqualTo(new Scope.OfWebhook(WEBHOOK));
        assertThat(HistoryPlan.of(ALL.webhook(WEBHOOK).event(EVENT)).scope()).isEqualTo(new Scope.OfEvent(EVENT));
    }

    @Test
    void looks_among_one_state_if_there_is_an_index_of_it() {
        assertThat(HistoryPlan.of(ALL).among()).isEqualTo(Among.ALL);
        assertThat(HistoryPlan.of(ALL.states(Set.of(Kind.INTERRUPTED))).among()).isEqualTo(Among.INTERRUPTED);
        assertThat(HistoryPlan.of(ALL.causes(Set.of(InterruptionCause.CALLBACK_ERROR)))
                        .among())
                .isEqualTo(Among.INTERRUPTED);
        assertThat(HistoryPlan.of(ALL.states(Set.of(Kind.AWAITING_CALLBACK))).among())
                .isEqualTo(Among.AWAITING_CALLBACK);
        assertThat(HistoryPlan.of(ALL.states(Set.of(Kind.DELIVERING))).among()).isEqualTo(Among.DELIVERING);
        assertThat(HistoryPlan.of(ALL.states(Set.of(Kind.CANCELLED))).among()).isEqualTo(Among.ALL);
        assertThat(HistoryPlan.of(ALL.states(Set.of(Kind.DELIVERING, Kind.INTERRUPTED)))
                        .among())
                .isEqualTo(Among.ALL);
        assertThat(HistoryPlan.of(ALL.event(EVENT).states(Set.of(Kind.INTERRUPTED)))
                        .among())
                .isEqualTo(Among.ALL);
    }

    @Test
    void looks_a_minute_beyond_a_range_of_times_and_an_hour_before_it() {
        HistoryPlan plan = HistoryPlan.of(ALL.from(T).until(T.plusSeconds(10)));

        assertThat(plan.newest()).isEqualTo(EventNumber.first(T.plusSeconds(70)));
        assertThat(plan.oldest()).isEqualTo(EventNumber.first(T.minus(Duration.ofHours(1))));
        assertThat(EventNumber.time(plan.newest())).isEqualTo(T.plusSeconds(70));
    }

    @Test
    void begins_where_the_last_look_ended_but_not_after_the_range() {
        HistoryPlan bounded = HistoryPlan.of(ALL.until(T));
        ChainId inside = ChainId.of(7, bounded.newest() - 1);
        ChainId beyond = ChainId.of(7, bounded.newest() + 1);

        assertThat(bounded.start(inside)).isEqualTo(inside);
        assertThat(bounded.start(beyond)).isEqualTo(ChainId.of(0, bounded.newest()));
        assertThat(bounded.start(null)).isEqualTo(ChainId.of(0, bounded.newest()));
        assertThat(HistoryPlan.of(ALL).start(null)).isEqualTo(ChainId.of(Long.MAX_VALUE, Long.MAX_VALUE));
    }
}
