package io.github.webhooks4j.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.Kind;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryQueryTest {
    private static final Instant T = Instant.parse("2026-02-03T04:05:06Z");
    private static final String JSON =
            "{\"webhook\":\"wh_1\",\"topic\":\"acme/*\",\"owner\":\"acme\",\"event\":\"push-1\","
                    + "\"type\":\"order.*\",\"states\":[\"complete\",\"interrupted\"],\"causes\":[\"destination_gone\"],"
                    + "\"last_status\":[500,599],\"from\":\"2026-02-03T04:05:06Z\",\"until\":\"2026-02-03T04:06:06Z\"}";

    @Test
    void writes_and_reads_every_condition() {
        HistoryQuery query = HistoryQuery.all()
                .until(T.plusSeconds(60))
                .from(T)
                .lastStatus(StatusRange.of(500, 599))
                .causes(Set.of(InterruptionCause.DESTINATION_GONE))
                .states(Set.of(Kind.INTERRUPTED, Kind.COMPLETE))
                .type("order.*")
                .event(new EventId("push-1"))
                .owner("acme")
                .topic("acme/*")
                .webhook(new WebhookId("wh_1"));

        assertThat(query.toJson()).isEqualTo(JSON);
        assertThat(HistoryQuery.parse(JSON)).isEqualTo(query).hasSameHashCodeAs(query);
        assertThat(HistoryQuery.parse("{\"last_failure\":\"timed_out\"}"))
                .isEqualTo(HistoryQuery.all().lastFailure(FailureCode.TIMED_OUT));
        assertThat(HistoryQuery.parse("{}")).isEqualTo(HistoryQuery.all());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [] | history query must be a JSON object, was a list
            {"colour":"red"} | a history query must have known conditions only, was "colour"
            {"webhook":1} | webhook of a history query must be a string, was a number
            {"states":"complete"} | states of a history query must be a list, was a string
            {"states":["done"]} | states of a history query must have known codes only, was "done"
            {"last_failure":"bad"} | last_failure of a history query must have known codes only, was "bad"
            {"last_status":[1]} | last_status of a history query must be a list of two integers, was of 1
            {"last_status":[7,900]} | a status range must go from 100 or more to 599 or less, the lesser first, was 7 to 900
            {"from":"noon"} | from of a history query must be an ISO-8601 time in UTC, was "noon"
            """)
    void refuses_json_that_is_no_query(String json, String message) {
        assertThatThrownBy(() -> HistoryQuery.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refuses_conditions_that_no_chain_can_meet() {
        HistoryQuery all = HistoryQuery.all();

        assertRefused(
                () -> all.lastFailure(FailureCode.TIMED_OUT).lastStatus(StatusRange.of(200)),
                "a history query must have a last status or a last failure, was both: an attempt has a response or none");
        assertRefused(
                () -> all.causes(Set.of(InterruptionCause.CALLBACK_ERROR)).states(Set.of(Kind.COMPLETE)),
                "a history query with causes must have the state interrupted, or no states at all, was [complete]");
        assertRefused(
                () -> all.from(T).until(T),
                "from must be before until, was 2026-02-03T04:05:06Z and 2026-02-03T04:05:06Z");
    }

    @Test
    void refuses_what_is_out_of_range() {
        HistoryQuery all = HistoryQuery.all();

        assertRefused(
                () -> all.from(Instant.MIN),
                "from must be 1970-01-01T00:00:00Z to 2200-01-01T00:00:00Z, was -1000000000-01-01T00:00:00Z");
        assertRefused(
                () -> all.until(Instant.MAX),
                "until must be 1970-01-01T00:00:00Z to 2200-01-01T00:00:00Z, was +1000000000-12-31T23:59:59.999999999Z");
        assertRefused(
                () -> all.owner("x".repeat(101)),
                "an owner must be 1 to 100 characters, not all blank, was 101 characters");
        assertRefused(
                () -> all.topic("x".repeat(300)),
                "a topic must be 1 to 255 characters without whitespace, control or format characters, or *, was \""
                        + "x".repeat(40) + "…\"");
        assertRefused(
                () -> all.type("*"),
                "an event type pattern must be 1 to 100 characters of [a-zA-Z0-9_.-], or such a "
                        + "prefix with .* after it, for example order.*, was \"*\"");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void matches_a_chain_that_meets_every_condition() {
        ChainSummary chain = chain(new ChainState.Interrupted(0, InterruptionCause.RETRIES_EXHAUSTED), 503, null);
        HistoryQuery all = HistoryQuery.all();

        assertThat(List.of(
                        all,
                        all.webhook(new WebhookId("wh_1")),
                        all.topic("acme/app"),
                        all.topic("acme/*"),
                        all.event(new EventId("e")),
                        all.type("order.*"),
                        all.states(Set.of(Kind.INTERRUPTED)),
                        all.causes(Set.of(InterruptionCause.RETRIES_EXHAUSTED)),
                        all.lastStatus(StatusRange.of(500, 503)),
                        all.from(T),
                        all.until(T.plusMillis(1))))
                .allMatch(query -> query.matches(chain));
        assertThat(List.of(
                        all.webhook(new WebhookId("wh_2")),
                        all.topic("acme/ap"),
                        all.topic("acm/*"),
                        all.event(new EventId("f")),
                        all.type("order"),
                        all.states(Set.of(Kind.DELIVERING, Kind.CANCELLED)),
                        all.causes(Set.of(InterruptionCause.DESTINATION_GONE)),
                        all.lastStatus(StatusRange.of(500, 502)),
                        all.lastFailure(FailureCode.TIMED_OUT),
                        all.from(T.plusMillis(1)),
                        all.until(T)))
                .noneMatch(query -> query.matches(chain));
    }

    @Test
    void finds_a_last_failure_and_no_response_that_was_never_made() {
        ChainSummary chain = chain(new ChainState.Delivering(0), null, FailureCode.TIMED_OUT);

        assertThat(HistoryQuery.all().lastFailure(FailureCode.TIMED_OUT).matches(chain))
                .isTrue();
        assertThat(HistoryQuery.all().lastFailure(FailureCode.ABORTED).matches(chain))
                .isFalse();
        assertThat(HistoryQuery.all().lastStatus(StatusRange.of(100, 599)).matches(chain))
                .isFalse();
    }

    private static ChainSummary chain(ChainState state, @Nullable Integer status, @Nullable FailureCode failure) {
        return new ChainSummary(
                ChainId.of(1, 2),
                new WebhookId("wh_1"),
                new EventId("e"),
                "order.paid",
                new Topic("acme/app"),
                null,
                state,
                1,
                T,
                null,
                null,
                1,
                status,
                failure,
                false);
    }
}
