package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.chain.ChainState.Cancelled;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Delivering;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.chain.ChainStateException;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.chain.UnknownChainException;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.callback.CallbackResponse;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.StatusCause;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDisabledException;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChainTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void contacts_the_next_destination_only_after_a_success_callback() {
        hub.create(CI, DEPLOY);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "awaiting_callback");
        assertThat(hub.transport.requests(DEPLOY)).isEmpty();

        hub.callBack(hub.request(CI, 1), Callback.success());
        hub.callBack(hub.request(DEPLOY, 1), Callback.success());

        assertThat(hub.state(chain)).isEqualTo(new Complete(1));
        assertThat(hub.engine.chainCounts().isBalanced()).isTrue();
    }

    @Test
    void is_interrupted_by_a_failure() {
        hub.create(CI, DEPLOY);
        ChainId chain = hub.publish("push-1");

        hub.callBack(hub.request(CI, 1), Callback.failure());

        assertThat(hub.state(chain)).isEqualTo(new Interrupted(0, InterruptionCause.CALLBACK_FAILURE));
        assertThat(hub.transport.requests(DEPLOY)).isEmpty();
    }

    @Test
    void takes_a_callback_that_arrives_before_the_deliverys_response() {
        hub.create(CI, DEPLOY);
        hub.transport.on(CI).respond(request -> {
            hub.callBack(request.body(), Callback.success());
            return new Response(200, null, null, "", Timing.ofTotal(Duration.ZERO));
        });

        ChainId chain = hub.publish("push-1");

        hub.awaitState(chain, "awaiting_callback");
        assertThat(hub.state(chain).step()).isEqualTo(1);
        hub.awaitAttempts(chain, 0, 1);
        assertThat(hub.transport.requests(CI)).hasSize(1);
    }

    @Test
    void takes_a_callback_after_a_failed_attempt_and_tries_no_more() {
        hub.create(CI, DEPLOY);
        hub.transport.on(CI).respond(500);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);

        hub.callBack(hub.request(CI, 1), Callback.success());
        hub.clock.advance(Duration.ofHours(1));

        hub.request(DEPLOY, 1);
        assertThat(hub.transport.requests(CI)).hasSize(1);
    }

    @Test
    void is_interrupted_when_no_callback_comes_before_the_deadline() {
        hub.engine
                .webhooks()
                .create(draft(CI, DEPLOY)
                        .callbackDeadline(Duration.ofMinutes(10))
                        .build());
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "awaiting_callback");
        assertThat(hub.state(chain))
                .isEqualTo(new AwaitingCallback(0, hub.clock.instant().plus(Duration.ofMinutes(10))));

        hub.clock.advance(Duration.ofMinutes(10));

        hub.awaitState(chain, "interrupted");
        assertThat(hub.state(chain)).isEqualTo(new Interrupted(0, InterruptionCause.CALLBACK_DEADLINE));
    }

    @Test
    void tries_again_by_the_schedule_under_the_same_id() {
        hub.engine
                .webhooks()
                .create(draft(CI)
                        .retrySchedule(RetrySchedule.of(Duration.ofSeconds(5), Duration.ofSeconds(30)))
                        .build());
        hub.transport.on(CI).respond(503).respond(500).respond(200);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);
        assertThat(hub.history(chain).nextAttemptAt())
                .isEqualTo(hub.clock.instant().plusSeconds(5));

        hub.clock.advance(Duration.ofSeconds(5));
        hub.awaitAttempts(chain, 0, 2);
        hub.clock.advance(Duration.ofSeconds(30));
        hub.awaitState(chain, "complete");

        assertThat(hub.transport.requests(CI).stream()
                        .map(request -> request.header("webhook-id").orElseThrow()))
                .containsOnly(chain + "_0")
                .hasSize(3);
        assertThat(hub.transport.requests(CI).stream()
                        .map(request -> request.header("webhook-attempt").orElseThrow()))
                .containsExactly("1", "2", "3");
    }

    @Test
    void waits_as_long_as_retry_after_asks() {
        hub.create(CI);
        hub.transport.on(CI).respond(503, "600").respond(200);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);

        assertThat(hub.history(chain).nextAttemptAt())
                .isEqualTo(hub.clock.instant().plusSeconds(600));
    }

    @Test
    void is_interrupted_when_the_schedule_ends_and_goes_on_when_resumed() {
        hub.engine
                .webhooks()
                .create(draft(CI)
                        .retrySchedule(RetrySchedule.of(Duration.ofSeconds(5)))
                        .build());
        hub.transport.on(CI).respond(500).respond(500).respond(200);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);
        hub.clock.advance(Duration.ofSeconds(5));
        hub.awaitState(chain, "interrupted");
        assertThat(hub.state(chain)).isEqualTo(new Interrupted(0, InterruptionCause.RETRIES_EXHAUSTED));

        assertThat(hub.engine.chains().resume(chain)).isEqualTo(new Delivering(0));

        hub.awaitState(chain, "complete");
        assertThat(hub.history(chain).steps().get(0).attempts().stream().map(attempt -> attempt.number()))
                .containsExactly(1, 2, 1);
    }

    @Test
    void awaits_a_new_callback_after_it_was_resumed() {
        hub.create(CI, DEPLOY);
        ChainId chain = hub.publish("push-1");
        hub.callBack(hub.request(CI, 1), Callback.failure().withDescription("3 tests failed"));
        hub.engine.chains().resume(chain);

        hub.callBack(hub.request(CI, 2), Callback.success());

        hub.request(DEPLOY, 1);
        assertThat(hub.history(chain).steps().get(0).callbacks().stream().map(record -> record.callback()))
                .containsExactly(Callback.failure().withDescription("3 tests failed"), Callback.success());
    }

    @Test
    void has_another_id_and_callback_url_when_it_is_resumed_after_a_callback() {
        hub.create(CI, DEPLOY);
        ChainId chain = hub.publish("push-1");
        RecordedDelivery first = hub.request(CI, 1);
        hub.callBack(first, Callback.failure());
        hub.engine.chains().resume(chain);

        RecordedDelivery second = hub.request(CI, 2);

        assertThat(first.header(WebhookHeaders.ID)).contains(chain + "_0");
        assertThat(second.header(WebhookHeaders.ID)).contains(chain + "_0_r1");
        assertThat(text(hub.callBack(first, Callback.failure())))
                .isEqualTo("200 {\"result\":\"The same callback was accepted before.\"}");
        assertThat(text(hub.callBack(first, Callback.success())))
                .isEqualTo("409 {\"error\":\"Another callback was accepted before; this one changes nothing.\"}");
        assertThat(hub.state(chain).step()).isZero();
        assertThat(hub.callBack(second, Callback.success()).status()).isEqualTo(200);
        hub.request(DEPLOY, 1);
    }

    private static String text(CallbackResponse response) {
        return response.status() + " " + new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void cannot_be_resumed_unless_interrupted() {
        hub.create(CI);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "complete");

        assertThatThrownBy(() -> hub.engine.chains().resume(chain))
                .isInstanceOf(ChainStateException.class)
                .hasMessage("chain " + chain + " can be resumed only while interrupted, was complete");
    }

    @Test
    void sends_nothing_more_once_cancelled() {
        hub.create(CI, DEPLOY);
        hub.transport.on(CI).respond(500);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);

        assertThat(hub.engine.chains().cancel(chain)).isEqualTo(new Cancelled(0));

        hub.clock.advance(Duration.ofDays(1));
        assertThat(hub.callBack(hub.request(CI, 1), Callback.success()).status())
                .isEqualTo(410);
        assertThat(hub.transport.requests()).hasSize(1);
    }

    @Test
    void runs_again_as_a_new_chain_for_the_same_event() {
        hub.create(CI);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "complete");

        ChainId again = hub.engine.chains().rerun(chain);

        hub.awaitState(again, "complete");
        assertThat(again).isNotEqualTo(chain);
        assertThat(hub.history(again).event()).isEqualTo(hub.history(chain).event());
    }

    @Test
    void is_run_again_under_another_number_if_that_of_another_event_is_taken() {
        Webhook webhook = hub.create(CI);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "complete");
        long number = EventNumber.ofRerun(hub.clock.instant(), chain.number());
        takeNumber(webhook, number);

        ChainId again = hub.engine.chains().rerun(chain);

        assertThat(again).isEqualTo(ChainId.of(webhook.id().number(), EventNumber.next(number)));
        hub.awaitState(again, "complete");
    }

    @Test
    void is_not_run_again_if_each_number_is_taken() {
        Webhook webhook = hub.create(CI);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "complete");
        long number = EventNumber.ofRerun(hub.clock.instant(), chain.number());
        for (int i = 0; i < 3; i++) {
            takeNumber(webhook, number);
            number = EventNumber.next(number);
        }

        assertThatThrownBy(() -> hub.engine.chains().rerun(chain))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store had a chain of another event under each of the 3 numbers chosen for a chain of"
                        + " event push-1; nothing was started, so start it again");
    }

    /** Has another event start a chain of the webhook with a number. */
    private void takeNumber(Webhook webhook, long number) {
        var taken = new NewChain(
                ChainId.of(webhook.id().number(), number),
                webhook.id(),
                webhook.revision(),
                webhook.settings().plan(null),
                null);
        Event other = hub.push("other-" + number);
        hub.store.commit(List.of(new Mutation.Publish(List.of(new NewEvent(number, other, List.of(taken))))));
    }

    @Test
    void cannot_be_run_again_before_it_is_finished() {
        hub.create(CI, DEPLOY);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "awaiting_callback");

        assertThatThrownBy(() -> hub.engine.chains().rerun(chain))
                .isInstanceOf(ChainStateException.class)
                .hasMessage("chain " + chain + " can be run again only when it is finished, was awaiting_callback");
    }

    @Test
    void cannot_be_run_again_while_its_webhook_is_disabled() {
        WebhookId webhook = hub.create(CI).id();
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "complete");
        hub.engine.webhooks().disable(webhook);

        assertThatThrownBy(() -> hub.engine.chains().rerun(chain))
                .isInstanceOf(WebhookDisabledException.class)
                .hasMessage("webhook " + webhook + " must be enabled to start a chain, was disabled");
    }

    @Test
    void cannot_be_run_again_if_it_is_resumed_at_the_same_time() {
        hub.create(CI, DEPLOY);
        ChainId chain = hub.publish("push-1");
        hub.callBack(hub.request(CI, 1), Callback.failure());
        Store resumedOnceRead = HookedStore.of(hub.store.join(), (method, arguments) -> {
            if (method.equals("commit")
                    && !((List<?>) arguments[0]).isEmpty()
                    && ((List<?>) arguments[0]).get(0) instanceof Mutation.Rerun) {
                hub.engine.chains().resume(chain);
            }
        });

        try (WebhookEngine other = EngineFixture.startOn(resumedOnceRead, hub.transport, hub.clock)) {
            assertThatThrownBy(() -> other.chains().rerun(chain))
                    .isInstanceOf(ChainStateException.class)
                    .hasMessageStartingWith("chain " + chain + " can be run again only when it is finished, was ");
        }
    }

    @Test
    void is_distinguished_from_chains_that_never_existed() {
        assertThatThrownBy(() -> hub.engine.chains().cancel(new ChainId("chn_none")))
                .isInstanceOf(UnknownChainException.class)
                .hasMessage("there is no chain chn_none");
    }

    @Test
    void disables_its_webhook_when_the_destination_is_gone() {
        var webhook = hub.create(CI);
        hub.transport.on(CI).respond(410);

        ChainId chain = hub.publish("push-1");

        hub.awaitState(chain, "interrupted");
        assertThat(hub.state(chain)).isEqualTo(new Interrupted(0, InterruptionCause.DESTINATION_GONE));
        EngineFixture.await(
                () -> hub.engine.webhooks().get(webhook.id()).orElseThrow().status() == WebhookStatus.DISABLED_GONE);
        assertThat(hub.engine.publish(hub.push("push-2")).chains()).isEmpty();
    }

    @Test
    void disables_its_webhook_after_five_days_of_failures() {
        var gaps = new ArrayList<>(Collections.nCopies(11, Duration.ofSeconds(2)));
        gaps.add(Duration.ofDays(5));
        gaps.add(Duration.ofDays(5));
        var webhook = hub.engine
                .webhooks()
                .create(draft(CI).retrySchedule(new RetrySchedule(gaps, 0)).build());
        hub.transport.on(CI).respond(500);
        ChainId chain = hub.publish("push-1");
        for (int attempt = 1; attempt <= 12; attempt++) {
            hub.awaitAttempts(chain, 0, attempt);
            hub.clock.advance(Duration.ofSeconds(2));
        }
        assertThat(hub.engine.webhooks().get(webhook.id()).orElseThrow().status())
                .isEqualTo(WebhookStatus.ENABLED);

        hub.clock.advance(Duration.ofDays(5));

        var disabled = new EngineEvent.WebhookStatusChanged(
                webhook.id(),
                WebhookStatus.ENABLED,
                WebhookStatus.DISABLED_FAILING,
                StatusCause.FAILING,
                hub.clock.instant());
        EngineFixture.await(() -> hub.changes.contains(disabled));
        assertThat(hub.engine.publish(hub.push("push-2")).chains()).isEmpty();
        assertThat(hub.state(chain)).isEqualTo(new Delivering(0));
    }

    @Test
    void never_waits_for_another_chain_of_its_webhook() {
        hub.create(CI, DEPLOY);
        ChainId first = hub.publish("push-1");
        ChainId second = hub.publish("push-2");
        hub.awaitState(first, "awaiting_callback");
        hub.awaitState(second, "awaiting_callback");

        hub.transport.requests(CI).stream()
                .filter(request -> request.header("webhook-id").orElseThrow().startsWith(second.value()))
                .forEach(request -> hub.callBack(request, Callback.success()));

        hub.request(DEPLOY, 1);
        assertThat(hub.state(first).step()).isZero();
        assertThat(hub.state(second).step()).isEqualTo(1);
    }

    @Test
    void notifies_the_listener_of_every_change_in_order() {
        var webhook = hub.create(CI, DEPLOY);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "awaiting_callback");
        ChainState awaiting = hub.state(chain);

        hub.callBack(hub.request(CI, 1), Callback.error());

        EngineFixture.await(() -> hub.changes.size() == 6);
        assertThat(hub.changes.get(0))
                .isEqualTo(new EngineEvent.WebhookStatusChanged(
                        webhook.id(), null, WebhookStatus.ENABLED, StatusCause.APPLICATION, hub.clock.instant()));
        assertThat(hub.changes.get(1))
                .isEqualTo(new EngineEvent.ChainStarted(
                        chain,
                        webhook.id(),
                        new EventId("push-1"),
                        new Topic("acme/app"),
                        "push",
                        hub.clock.instant()));
        assertThat(hub.changes.get(2)).isInstanceOf(EngineEvent.AttemptCompleted.class);
        assertThat(hub.changes.subList(3, 6))
                .satisfiesExactly(
                        change -> assertThat(change)
                                .isEqualTo(new EngineEvent.ChainStateChanged(
                                        chain, webhook.id(), new Delivering(0), awaiting, hub.clock.instant())),
                        change -> assertThat(change).isInstanceOf(EngineEvent.CallbackReceived.class),
                        change -> assertThat(change)
                                .isEqualTo(new EngineEvent.ChainStateChanged(
                                        chain,
                                        webhook.id(),
                                        awaiting,
                                        new Interrupted(0, InterruptionCause.CALLBACK_ERROR),
                                        hub.clock.instant())));
    }
}
