package io.github.webhooks4j.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.chain.ChainState.Cancelled;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Delivering;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChainTest {
    private static final ChainId ID = new ChainId("c_1");
    private static final ChainPlan PLAN = new ChainPlan(3, true, Duration.ofHours(24));

    @Test
    void starts_with_its_first_delivery() {
        assertThat(Chain.start(ID, PLAN)).isEqualTo(new Chain(ID, PLAN, new Delivering(0), 0, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3})
    void stands_at_one_of_its_steps(int step) {
        assertThatThrownBy(() -> new Chain(ID, PLAN, new Cancelled(step), 0, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chain c_1 must stand at one of its 3 steps, was " + step);
    }

    @Test
    void is_complete_at_its_last_step_only() {
        assertThatThrownBy(() -> new Chain(ID, PLAN, new Complete(1), 0, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chain c_1 must be complete at its last step, was at step 1");
    }

    @Test
    void has_no_callback_of_a_step_that_it_works_on_or_has_not_come_to() {
        Map<Integer, Callback> callbacks = Map.of(0, Callback.success(), 1, Callback.success());

        for (ChainState working : List.of(new Delivering(1), new AwaitingCallback(1, Instant.EPOCH))) {
            assertThatThrownBy(() -> new Chain(ID, PLAN, working, 0, callbacks))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("chain c_1 must have callbacks of the steps before step 1 only, was [0, 1]");
        }
        assertThatThrownBy(() -> new Chain(ID, PLAN, new Cancelled(0), 0, callbacks))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chain c_1 must have callbacks of the steps before step 1 only, was [0, 1]");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 17})
    void has_1_to_16_steps(int steps) {
        assertThatThrownBy(() -> new ChainPlan(steps, true, Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a chain must have 1 to 16 steps, was " + steps);
    }

    @Test
    void has_up_to_16_steps() {
        assertThat(new ChainPlan(16, true, Duration.ofHours(1)).isLast(15)).isTrue();
    }

    @Test
    void has_a_positive_callback_deadline() {
        assertThatThrownBy(() -> new ChainPlan(1, true, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("callbackDeadline must be PT0.001S to PT87600H, was PT0S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a-b", "a.b", "a b", "ü", "\u0663", "c\n"})
    void has_an_id_fit_for_urls_and_headers(String id) {
        assertThat(ChainId.isWellFormed(id)).isFalse();
        assertThatThrownBy(() -> new ChainId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a chain id must be 1 to 64 characters of [a-z0-9_]");
    }

    @Test
    void has_an_id_of_at_most_64_characters_that_sorts_by_its_text() {
        assertThat(ChainId.isWellFormed("_09az" + "c".repeat(59))).isTrue();
        assertThat(ChainId.isWellFormed("c".repeat(65))).isFalse();
        assertThat(new ChainId("c_1")).isLessThan(new ChainId("c_2")).hasToString("c_1");
    }

    @Test
    void is_unfinished_while_it_delivers_or_waits() {
        assertThat(new Delivering(0).isUnfinished()).isTrue();
        assertThat(new AwaitingCallback(0, Instant.EPOCH).isUnfinished()).isTrue();
        assertThat(new Complete(0).isUnfinished()).isFalse();
        assertThat(new Interrupted(0, InterruptionCause.RETRIES_EXHAUSTED).isUnfinished())
                .isFalse();
        assertThat(new Cancelled(0).isUnfinished()).isFalse();
    }

    @Test
    void has_a_word_for_each_state() {
        assertThat(List.of(
                        new Delivering(0).code(),
                        new AwaitingCallback(0, Instant.EPOCH).code(),
                        new Complete(0).code(),
                        new Interrupted(0, InterruptionCause.RETRIES_EXHAUSTED).code(),
                        new Cancelled(0).code()))
                .containsExactly("delivering", "awaiting_callback", "complete", "interrupted", "cancelled");
    }

    @ParameterizedTest
    @EnumSource(InterruptionCause.class)
    void has_a_word_and_a_sentence_for_each_cause(InterruptionCause cause) {
        assertThat(cause.code()).matches("[a-z_]+");
        assertThat(InterruptionCause.fromCode(cause.code())).contains(cause);
        assertThat(cause.sentence()).matches("The .+\\.");
    }

    @Test
    void knows_no_other_cause() {
        assertThat(InterruptionCause.fromCode("GIVEN_UP")).isEmpty();
    }
}
