package io.github.webhooks4j.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.history.StoredEvent;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The crash tests find only what their audit detects: here it detects each kind of damage. */
class ChainAuditTest {
    private static final ChainId ID = new ChainId("c1");
    private static final Instant NOW = Instant.EPOCH;

    private final Book book = new Book();
    private final Findings findings = new Findings();
    private final List<StoredAttempt> attempts = new ArrayList<>();
    private final List<StoredCallback> callbacks = new ArrayList<>();

    @Test
    void finds_nothing_where_everything_fits() {
        delivered(0);
        calledBack(0, Callback.success());
        delivered(1);
        calledBack(1, Callback.success());

        audit(new ChainState.Complete(1));

        assertThat(findings.isEmpty()).as(findings.toString()).isTrue();
    }

    @Test
    void finds_a_chain_that_never_ends() {
        delivered(0);

        audit(new ChainState.AwaitingCallback(0, NOW));

        assertThat(findings.lost).hasSize(1);
    }

    @Test
    void finds_a_missing_callback_that_got_the_response_200() {
        delivered(0);
        book.of(delivery(0)).calledBack(CallbackState.FAILURE, 200);
        callbacks.add(new StoredCallback(0, 0, Callback.success(), NOW));
        delivered(1);
        calledBack(1, Callback.error());

        audit(new ChainState.Interrupted(1, InterruptionCause.CALLBACK_ERROR));

        assertThat(findings.lost)
                .containsExactly("pair chain c1 at step 0 lost the callback FAILURE, which got the response 200");
        assertThat(findings.wrong).hasSize(1).first().asString().contains("that never got the response 200");
    }

    @Test
    void finds_two_callbacks_that_both_settled_a_step() {
        delivered(0);
        calledBack(0, Callback.failure());
        calledBack(0, Callback.success());

        audit(new ChainState.Interrupted(0, InterruptionCause.CALLBACK_FAILURE));

        assertThat(findings.twice).hasSize(2);
    }

    @Test
    void finds_a_stored_response_that_was_not_sent() {
        delivered(0);
        attempts.add(attempt(0, 2, 503));
        calledBack(0, Callback.failure());

        audit(new ChainState.Interrupted(0, InterruptionCause.CALLBACK_FAILURE));

        assertThat(findings.wrong).hasSize(1).first().asString().contains("a stored response that was not sent");
    }

    @Test
    void finds_a_step_that_was_passed_without_its_success() {
        delivered(0);
        delivered(1);
        calledBack(1, Callback.failure());

        audit(new ChainState.Interrupted(1, InterruptionCause.CALLBACK_FAILURE));

        assertThat(findings.wrong).hasSize(1).first().asString().contains("was passed without a callback of success");
    }

    @Test
    void finds_a_delivery_beyond_the_end() {
        delivered(0);
        calledBack(0, Callback.failure());
        delivered(1);

        audit(new ChainState.Interrupted(0, InterruptionCause.CALLBACK_FAILURE));

        assertThat(findings.wrong).hasSize(1).first().asString().contains("was never reached");
    }

    @Test
    void finds_an_end_without_a_reason() {
        delivered(0);

        audit(new ChainState.Interrupted(0, InterruptionCause.RETRIES_EXHAUSTED));

        assertThat(findings.wrong).hasSize(1).first().asString().contains("has no reason to be");
    }

    @Test
    void finds_a_delivery_that_came_before_the_success_of_the_step_before_it() {
        book.of(delivery(0)).arrived("n1", false);
        book.checkOrder(delivery(1));
        book.of(delivery(0)).callingBack(CallbackState.SUCCESS);
        book.checkOrder(delivery(1));

        assertThat(book.faults()).containsExactly("delivery c1_1 came before the success of the step before it");
    }

    private void delivered(int step) {
        DeliveryLog log = book.of(delivery(step));
        log.responding(log.arrived("n1", false), 200);
        attempts.add(attempt(step, 1, 200));
    }

    private void calledBack(int step, Callback callback) {
        book.of(delivery(step)).calledBack(callback.state(), 200);
        callbacks.add(new StoredCallback(step, 0, callback, NOW));
    }

    private void audit(ChainState state) {
        var chain = new Chain(ID, new ChainPlan(2, true, Duration.ofHours(1)), state, 0, Map.of());
        var record = new StoredChain(
                chain, new WebhookId("w1"), 1, new EventId("e1"), NOW, state.isUnfinished() ? null : NOW, null);
        var event = new StoredEvent(record.event(), new Topic("acme/app"), "push", null);
        new ChainAudit(new ChainDetails(record, event, attempts, callbacks, List.of()), Hook.PAIR, book, findings)
                .run();
    }

    private static StoredAttempt attempt(int step, int number, int status) {
        var result = new Response(status, null, null, "", Timing.ofTotal(Duration.ofMillis(1)));
        return new StoredAttempt(new ClaimToken(delivery(step), 0, 1), new Attempt(number, NOW, result));
    }

    private static DeliveryId delivery(int step) {
        return new DeliveryId(ID, step);
    }
}
