package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackProblem;
import io.github.webhooks4j.chain.ChainEvent.CallbackReceived;
import io.github.webhooks4j.chain.ChainEvent.Cancel;
import io.github.webhooks4j.chain.ChainEvent.DeadlineCheck;
import io.github.webhooks4j.chain.ChainEvent.Delivered;
import io.github.webhooks4j.chain.ChainEvent.DeliveryFailed;
import io.github.webhooks4j.chain.ChainEvent.Resume;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.chain.ChainState.Cancelled;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Delivering;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.chain.Transition.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every state of a chain against everything that can happen to it. */
class ChainRulesTest {
    /**
     * One row for each state of a chain of three steps, one column for each input.
     *
     * <p>Rows: the state and its step, what settled the step (if anything did), and whether the final callback is expected. Every
     * earlier step was settled by {@code success} with that step's description.
     *
     * <p>Columns: {@code del} delivered, {@code give} exhausted, {@code gone} responded 410; {@code ok}, {@code fail}, {@code err}
     * called back so; at the chain's step, or with {@code -} at the one before (where {@code ok} is what settled it, and {@code
     * fail} another callback), with {@code +} at the one after. {@code early} and {@code late}: time passed, to just before the
     * deadline or to it; {@code ok@late} called back at the deadline.
     *
     * <p>Cells: {@code D}, {@code A}, {@code C}, {@code X} and a step: moved to delivering, awaiting, complete, cancelled. {@code
     * If}, {@code Ie}, {@code Id}, {@code Ig}, {@code Io}: moved to interrupted by failure, error, deadline, exhaustion, gone. {@code
     * N} noted, {@code R} repeated, {@code !} conflicting, {@code L} too late, {@code Ld} too late and interrupted by it, {@code .}
     * of no bearing.
     */
    private static final String TABLE = """
            state     settled final | del del- del+ give give- gone ok  fail err ok- fail- ok+ early late ok@late cancel resume
            D0        none    yes   | A0  .    .    Ig   .     Io   D1  If   Ie  .   .     .   .     .    D1      X0     .
            D1        none    yes   | A1  .    .    Ig   .     Io   D2  If   Ie  R   !     .   .     .    D2      X1     .
            D2        none    yes   | A2  .    .    Ig   .     Io   C2  If   Ie  R   !     .   .     .    C2      X2     .
            A0        none    yes   | .   .    .    .    .     .    D1  If   Ie  .   .     .   .     Id   Ld      X0     .
            A1        none    yes   | .   .    .    .    .     .    D2  If   Ie  R   !     .   .     Id   Ld      X1     .
            A2        none    yes   | .   .    .    .    .     .    C2  If   Ie  R   !     .   .     Id   Ld      X2     .
            C2        success yes   | .   .    .    .    .     .    R   !    !   R   !     .   .     .    R       .      .
            D0        none    no    | A0  .    .    Ig   .     Io   D1  If   Ie  .   .     .   .     .    D1      X0     .
            D1        none    no    | A1  .    .    Ig   .     Io   D2  If   Ie  R   !     .   .     .    D2      X1     .
            D2        none    no    | C2  .    .    Ig   .     Io   C2  If   Ie  R   !     .   .     .    C2      X2     .
            A0        none    no    | .   .    .    .    .     .    D1  If   Ie  .   .     .   .     Id   Ld      X0     .
            A1        none    no    | .   .    .    .    .     .    D2  If   Ie  R   !     .   .     Id   Ld      X1     .
            C2        none    no    | .   .    .    .    .     .    N   N    N   R   !     .   .     .    N       .      .
            C2        success no    | .   .    .    .    .     .    R   !    !   R   !     .   .     .    R       .      .
            C2        failure no    | .   .    .    .    .     .    !   R    !   R   !     .   .     .    !       .      .
            If1       failure yes   | .   .    .    .    .     .    !   R    !   R   !     .   .     .    !       X1     D1
            Ie1       error   yes   | .   .    .    .    .     .    !   !    R   R   !     .   .     .    !       X1     D1
            Id1       none    yes   | .   .    .    .    .     .    L   L    L   R   !     .   .     .    L       X1     D1
            Ig1       none    yes   | .   .    .    .    .     .    L   L    L   R   !     .   .     .    L       X1     D1
            Io1       none    yes   | .   .    .    .    .     .    L   L    L   R   !     .   .     .    L       X1     D1
            If0       failure yes   | .   .    .    .    .     .    !   R    !   .   .     .   .     .    !       X0     D0
            Id2       none    yes   | .   .    .    .    .     .    L   L    L   R   !     .   .     .    L       X2     D2
            X0        none    yes   | .   .    .    .    .     .    L   L    L   .   .     .   .     .    L       .      .
            X1        none    yes   | .   .    .    .    .     .    L   L    L   R   !     .   .     .    L       .      .
            X1        failure yes   | .   .    .    .    .     .    !   R    !   R   !     .   .     .    !       .      .
            """;

    private static final int STEPS = 3;
    private static final Duration DEADLINE = Duration.ofHours(1);
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    /** When the step was delivered, so that its deadline is an hour after. */
    private static final Instant DELIVERED_AT = NOW.minusSeconds(60);

    private static final Instant JUST_BEFORE = DELIVERED_AT.plus(DEADLINE).minusMillis(1);
    private static final Instant AT_DEADLINE = DELIVERED_AT.plus(DEADLINE);
    private static final Map<String, InterruptionCause> CAUSES = Map.of(
            "If", InterruptionCause.CALLBACK_FAILURE,
            "Ie", InterruptionCause.CALLBACK_ERROR,
            "Id", InterruptionCause.CALLBACK_DEADLINE,
            "Ig", InterruptionCause.RETRIES_EXHAUSTED,
            "Io", InterruptionCause.DESTINATION_GONE);

    @TestFactory
    Stream<DynamicTest> keeps_to_the_table() {
        List<String[]> rows =
                TABLE.lines().map(line -> line.trim().split("\\s+")).toList();
        String[] head = rows.get(0);
        return rows.stream()
                .skip(1)
                .flatMap(row -> IntStream.range(4, head.length)
                        .mapToObj(column -> DynamicTest.dynamicTest(
                                String.join(" ", Arrays.copyOf(row, 3)) + " × " + head[column] + " → " + row[column],
                                () -> assertCell(
                                        chain(row[0], row[1], row[2].equals("yes")), head[column], row[column]))));
    }

    @Test
    void the_table_is_whole() {
        List<String> cells = TABLE.lines()
                .map(line -> line.trim().split("\\s+").length + "")
                .distinct()
                .toList();

        assertThat(cells).containsExactly("21");
    }

    @Test
    void counts_the_deadline_from_the_delivery() {
        Chain chain = Chain.start(new ChainId("c"), new ChainPlan(1, true, DEADLINE));

        assertThat(ChainRules.apply(chain, new Delivered(0), NOW).chain().state())
                .isEqualTo(new AwaitingCallback(0, NOW.plus(DEADLINE)));
    }

    @Test
    void notes_the_callback_of_each_step() {
        Callback first = Callback.success().withDescription("first");
        Callback second = Callback.error();
        Chain chain = Chain.start(new ChainId("c"), new ChainPlan(2, true, DEADLINE));

        chain = ChainRules.apply(chain, new CallbackReceived(0, first), NOW).chain();
        chain = ChainRules.apply(chain, new CallbackReceived(1, second), NOW).chain();

        assertThat(chain.callbacks()).isEqualTo(Map.of(0, first, 1, second));
    }

    @Test
    void a_resumed_step_is_called_back_afresh_and_earlier_ones_stay_settled() {
        Chain interrupted = chain("If1", "failure", true);

        Chain resumed = ChainRules.apply(interrupted, new Resume(), NOW).chain();

        assertThat(resumed.resumeCount()).isEqualTo(1);
        assertThat(resumed.callbacks()).containsOnlyKeys(0);
        assertThat(resumed.run(0)).isZero();
        assertThat(resumed.run(1)).isEqualTo(1);
        assertThat(ChainRules.apply(resumed, received(1, 1, callback("fail", 1)), NOW))
                .satisfies(again -> assertThat(again.effect()).isEqualTo(Effect.MOVED))
                .satisfies(again -> assertThat(again.chain().state())
                        .isEqualTo(new Interrupted(1, InterruptionCause.CALLBACK_FAILURE)));
    }

    @Test
    void the_url_of_a_former_run_is_that_of_a_settled_step() {
        Chain resumed = ChainRules.apply(chain("If1", "failure", true), new Resume(), NOW)
                .chain();

        assertSettled(resumed);
        Chain settled = ChainRules.apply(resumed, received(1, 1, Callback.success()), NOW)
                .chain();
        assertThat(settled.state().step()).isEqualTo(2);
        assertSettled(settled);
    }

    private static void assertSettled(Chain chain) {
        Transition again = ChainRules.apply(chain, received(1, 0, callback("fail", 1)), NOW);
        assertThat(again.effect()).isEqualTo(Effect.DUPLICATE);
        assertThat(again.chain()).isSameAs(chain);
        Transition other = ChainRules.apply(chain, received(1, 0, Callback.success()), NOW);
        assertThat(other.effect()).isEqualTo(Effect.CONFLICT);
        assertThat(other.chain()).isSameAs(chain);
    }

    @Test
    void a_step_that_was_not_called_back_is_resumed_in_the_same_run() {
        Chain resumed = ChainRules.apply(chain("If1", "failure", true), new Resume(), NOW)
                .chain();
        Chain exhausted = ChainRules.apply(resumed, new DeliveryFailed(1, InterruptionCause.RETRIES_EXHAUSTED), NOW)
                .chain();

        Chain again = ChainRules.apply(exhausted, new Resume(), NOW).chain();

        assertThat(again.resumeCount()).isEqualTo(2);
        assertThat(again.run(1)).isEqualTo(1);
        assertThat(ChainRules.apply(again, received(1, 1, Callback.success()), NOW)
                        .effect())
                .isEqualTo(Effect.MOVED);
    }

    @Test
    void a_run_that_was_never_begun_has_no_callback() {
        Chain chain = chain("A1", "none", true);

        assertThat(ChainRules.apply(chain, received(1, 1, Callback.success()), NOW)
                        .effect())
                .isEqualTo(Effect.IGNORED);
    }

    @Test
    void a_refused_callback_changes_nothing() {
        Chain chain = chain("A1", "none", true);
        var refused = new ChainEvent.CallbackRefused(1, CallbackProblem.tooLarge());

        Transition transition = ChainRules.apply(chain, refused, NOW);

        assertThat(transition.effect()).isEqualTo(Effect.IGNORED);
        assertThat(transition.chain()).isSameAs(chain);
    }

    private static CallbackReceived received(int step, int run, Callback callback) {
        return new CallbackReceived(step, run, callback, List.of());
    }

    @Test
    void one_destination_without_a_final_callback_is_complete_when_it_is_delivered() {
        Chain chain = Chain.start(new ChainId("c"), new ChainPlan(1, false, DEADLINE));

        assertThat(ChainRules.apply(chain, new Delivered(0), NOW).chain().state())
                .isEqualTo(new Complete(0));
    }

    private static void assertCell(Chain before, String column, String cell) {
        Transition transition =
                ChainRules.apply(before, input(column, before.state().step()), when(column));

        assertThat(transition.effect()).isEqualTo(effect(cell));
        Chain after = transition.chain();
        if (List.of(".", "R", "!", "L").contains(cell)) {
            assertThat(after).isSameAs(before);
        } else {
            String state = cell.equals("N") ? "C2" : cell.equals("Ld") ? "Id" : cell;
            assertThat(after.state()).isEqualTo(state(state, before.state().step(), when(column)));
            assertThat(after.callbacks()).isEqualTo(callbacksAfter(before, column, cell));
            assertThat(after.resumeCount()).isEqualTo(column.equals("resume") ? 1 : 0);
            assertThat(after.plan()).isEqualTo(before.plan());
            assertThat(after.id()).isEqualTo(before.id());
        }
    }

    private static Map<Integer, Callback> callbacksAfter(Chain before, String column, String cell) {
        var callbacks = new HashMap<>(before.callbacks());
        if (column.equals("resume")) {
            callbacks.remove(before.state().step());
        } else if (List.of("ok", "fail", "err", "ok@late").contains(column) && !cell.equals("Ld")) {
            callbacks.put(before.state().step(), callback(column, before.state().step()));
        }
        return callbacks;
    }

    private static Chain chain(String state, String settledBy, boolean expectFinalCallback) {
        int step = Integer.parseInt(state.substring(state.length() - 1));
        var callbacks = new HashMap<Integer, Callback>();
        IntStream.range(0, step).forEach(earlier -> callbacks.put(earlier, callback("ok", earlier)));
        switch (settledBy) {
            case "success" -> callbacks.put(step, callback("ok", step));
            case "failure" -> callbacks.put(step, callback("fail", step));
            case "error" -> callbacks.put(step, callback("err", step));
            default -> assertThat(settledBy).isEqualTo("none");
        }
        return new Chain(
                new ChainId("chain_1"),
                new ChainPlan(STEPS, expectFinalCallback, DEADLINE),
                state(state, step, DELIVERED_AT),
                0,
                callbacks);
    }

    /** Reads a state such as {@code A1}; an interrupted one need not name its step. */
    private static ChainState state(String text, int currentStep, Instant deliveredAt) {
        int step = text.startsWith("I") ? currentStep : Integer.parseInt(text.substring(1));
        return switch (text.charAt(0)) {
            case 'D' -> new Delivering(step);
            case 'A' -> new AwaitingCallback(step, deliveredAt.plus(DEADLINE));
            case 'C' -> new Complete(step);
            case 'X' -> new Cancelled(step);
            default -> new Interrupted(step, requireNonNull(CAUSES.get(text.substring(0, 2)), text));
        };
    }

    private static ChainEvent input(String column, int step) {
        return switch (column) {
            case "del" -> new Delivered(step);
            case "del-" -> new Delivered(step - 1);
            case "del+" -> new Delivered(step + 1);
            case "give" -> new DeliveryFailed(step, InterruptionCause.RETRIES_EXHAUSTED);
            case "give-" -> new DeliveryFailed(step - 1, InterruptionCause.RETRIES_EXHAUSTED);
            case "gone" -> new DeliveryFailed(step, InterruptionCause.DESTINATION_GONE);
            case "ok", "fail", "err", "ok@late" -> new CallbackReceived(step, callback(column, step));
            case "ok-", "fail-" -> new CallbackReceived(step - 1, callback(column, step - 1));
            case "ok+" -> new CallbackReceived(step + 1, callback(column, step + 1));
            case "early", "late" -> new DeadlineCheck();
            case "cancel" -> new Cancel();
            case "resume" -> new Resume();
            default -> throw new AssertionError("no input " + column);
        };
    }

    private static Callback callback(String column, int step) {
        Callback callback = column.startsWith("ok")
                ? Callback.success()
                : column.startsWith("fail") ? Callback.failure() : Callback.error();
        return callback.withDescription("step " + step);
    }

    private static Instant when(String column) {
        return switch (column) {
            case "early" -> JUST_BEFORE;
            case "late", "ok@late" -> AT_DEADLINE;
            default -> NOW;
        };
    }

    private static Effect effect(String cell) {
        return switch (cell) {
            case "." -> Effect.IGNORED;
            case "N" -> Effect.RECORDED;
            case "R" -> Effect.DUPLICATE;
            case "!" -> Effect.CONFLICT;
            case "L", "Ld" -> Effect.TOO_LATE;
            default -> Effect.MOVED;
        };
    }
}
