package io.github.webhooks4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Answered;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.transport.OutboundRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReceiverFixtureTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final JdkTransport transport = new JdkTransport();

    @AutoClose
    private final ReceiverFixture receiver = ReceiverFixture.start();

    /** Stands for the host: another receiver, at which callbacks arrive. */
    @AutoClose
    private final ReceiverFixture host = ReceiverFixture.start();

    @Test
    void records_what_is_delivered() throws Exception {
        PushPayload payload = payload("https://hub.example/callback");

        deliver(payload);

        RecordedDelivery delivery = receiver.awaitDeliveries(1, PATIENCE).get(0);
        assertThat(delivery.url()).isEqualTo(receiver.url() + "hook?a=1");
        assertThat(delivery.header("WEBHOOK-ID")).contains("chain_0");
        assertThat(delivery.header("webhook-attempt")).isEmpty();
        assertThat(delivery.body()).isEqualTo(payload.toJson());
        assertThat(delivery.payload()).isEqualTo(payload);
        assertThat(delivery)
                .hasToString("RecordedDelivery[" + delivery.url() + ", " + payload.toJson().length + " bytes]");
    }

    @Test
    void answers_200_and_never_calls_back_until_it_is_told_otherwise() {
        assertThat(deliver(payload(host.url())).status()).isEqualTo(200);

        assertThat(receiver.callbackAnswers()).isEmpty();
        assertThat(host.deliveries()).isEmpty();
    }

    @Test
    void answers_as_it_is_told() {
        receiver.react(Reaction.answer(503).withHeader("Retry-After", "7").withBody("später"));

        Answered answered = deliver(payload(null));

        assertThat(answered.status()).isEqualTo(503);
        assertThat(answered.retryAfter()).isEqualTo("7");
        assertThat(answered.body()).isEqualTo("später");
    }

    @Test
    void chooses_its_answer_by_the_delivery() {
        receiver.react(delivery -> Reaction.answer(delivery.payload().callbackUrl() == null ? 400 : 202));

        assertThat(deliver(payload(null)).status()).isEqualTo(400);
        assertThat(deliver(payload(host.url())).status()).isEqualTo(202);
    }

    @Test
    void calls_back_before_it_answers() {
        receiver.react(Reaction.answer(200).withCallbacksBefore(Callback.success()));

        deliver(payload(host.url() + "callback"));

        assertThat(receiver.callbackAnswers()).containsExactly(new CallbackAnswer(Callback.success(), 200, ""));
        RecordedDelivery callback = host.deliveries().get(0);
        assertThat(callback.url()).isEqualTo(host.url() + "callback");
        assertThat(callback.header("Content-Type")).contains("application/json");
        assertThat(callback.text()).isEqualTo("{\"state\":\"success\"}");
    }

    @Test
    void calls_back_after_it_answered() throws Exception {
        var answered = new CountDownLatch(1);
        host.react(callback -> {
            assertThat(isDown(answered)).isTrue();
            return Reaction.answer(200);
        });
        receiver.react(Reaction.answer(200).withCallbacksAfter(Callback.failure()));

        deliver(payload(host.url()));
        answered.countDown();

        assertThat(receiver.awaitCallbackAnswers(1, PATIENCE))
                .containsExactly(new CallbackAnswer(Callback.failure(), 200, ""));
    }

    @Test
    void calls_back_twice_in_order() {
        host.react(callback ->
                Reaction.answer(host.deliveries().size() == 1 ? 200 : 409).withBody("{}"));
        receiver.react(Reaction.answer(200).withCallbacksBefore(Callback.success(), Callback.error()));

        deliver(payload(host.url()));

        assertThat(receiver.callbackAnswers())
                .containsExactly(
                        new CallbackAnswer(Callback.success(), 200, "{}"),
                        new CallbackAnswer(Callback.error(), 409, "{}"));
    }

    @Test
    void calls_back_by_hand() {
        deliver(payload(host.url()));

        CallbackAnswer answer = receiver.callBack(receiver.deliveries().get(0), Callback.success());

        assertThat(answer).isEqualTo(new CallbackAnswer(Callback.success(), 200, ""));
        assertThat(receiver.callbackAnswers()).containsExactly(answer);
    }

    @Test
    void says_that_there_was_nowhere_to_call_back_to() {
        deliver(payload(null));

        assertThat(receiver.callBack(receiver.deliveries().get(0), Callback.success()))
                .isEqualTo(new CallbackAnswer(Callback.success(), 0, "the delivery has no callback_url"));
    }

    @Test
    void says_that_nobody_answered_its_callback() {
        deliver(payload("http://127.0.0.1:" + LoopbackServer.deafPort() + "/"));

        CallbackAnswer answer = receiver.callBack(receiver.deliveries().get(0), Callback.success());

        assertThat(answer.status()).isZero();
        assertThat(answer.body()).startsWith("java.net.ConnectException");
    }

    @Test
    void complains_when_what_it_waits_for_does_not_come() {
        deliver(payload(null));

        assertThatThrownBy(() -> receiver.awaitDeliveries(2, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the receiver had 1 of 2 deliveries after PT0.001S");
        assertThatThrownBy(() -> receiver.awaitCallbackAnswers(1, Duration.ZERO))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the receiver had 0 of 1 callback answers after PT0S");
    }

    @Test
    void takes_no_more_deliveries_once_it_is_closed() {
        receiver.close();

        assertThat(transport.exchange(
                        OutboundRequest.post(receiver.url(), List.of(), new byte[0], Duration.ofSeconds(5))))
                .isInstanceOf(DeliveryResult.NotAnswered.class);
    }

    private Answered deliver(PushPayload payload) {
        var headers = List.of(new Header("webhook-id", "chain_0"));
        return (Answered) transport.exchange(
                OutboundRequest.post(receiver.url() + "hook?a=1", headers, payload.toJson(), Duration.ofSeconds(5)));
    }

    private static PushPayload payload(@Nullable String callbackUrl) {
        return PushPayload.of(
                        PushData.of(null, null, "v1"),
                        Repository.builder("acme/app").build())
                .withCallbackUrl(callbackUrl == null ? null : URI.create(callbackUrl));
    }

    private static boolean isDown(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
