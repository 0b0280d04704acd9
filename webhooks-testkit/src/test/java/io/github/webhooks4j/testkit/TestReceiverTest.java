package io.github.webhooks4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TestReceiverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();

    @AutoClose
    private final TestReceiver receiver = TestReceiver.start();

    /** Stands for the application: another receiver, at which callbacks arrive. */
    @AutoClose
    private final TestReceiver application = TestReceiver.start();

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
    void responds_200_and_never_calls_back_by_default() {
        assertThat(deliver(payload(application.url())).statusCode()).isEqualTo(200);

        assertThat(receiver.callbacks()).isEmpty();
        assertThat(application.deliveries()).isEmpty();
    }

    @Test
    void responds_as_the_test_chooses() {
        receiver.respondWith(
                ReceiverResponse.of(503).withHeader("Retry-After", "7").withBody("später"));

        HttpResponse<String> response = deliver(payload(null));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("7");
        assertThat(response.body()).isEqualTo("später");
    }

    @Test
    void chooses_its_response_by_the_delivery() {
        receiver.respondWith(delivery -> ReceiverResponse.of(delivery.payload().callbackUrl() == null ? 400 : 202));

        assertThat(deliver(payload(null)).statusCode()).isEqualTo(400);
        assertThat(deliver(payload(application.url())).statusCode()).isEqualTo(202);
    }

    @Test
    void calls_back_before_it_responds() {
        receiver.respondWith(ReceiverResponse.of(200).withCallbacksBefore(Callback.success()));

        deliver(payload(application.url() + "callback"));

        assertThat(receiver.callbacks()).containsExactly(new RecordedCallback(Callback.success(), 200, ""));
        RecordedDelivery callback = application.deliveries().get(0);
        assertThat(callback.url()).isEqualTo(application.url() + "callback");
        assertThat(callback.header("Content-Type")).contains("application/json");
        assertThat(callback.text()).isEqualTo("{\"state\":\"success\"}");
    }

    @Test
    void calls_back_after_it_responded() throws Exception {
        var responded = new CountDownLatch(1);
        application.respondWith(callback -> {
            assertThat(isDown(responded)).isTrue();
            return ReceiverResponse.of(200);
        });
        receiver.respondWith(ReceiverResponse.of(200).withCallbacksAfter(Callback.failure()));

        deliver(payload(application.url()));
        responded.countDown();

        assertThat(receiver.awaitCallbacks(1, PATIENCE))
                .containsExactly(new RecordedCallback(Callback.failure(), 200, ""));
    }

    @Test
    void calls_back_twice_in_order() {
        application.respondWith(
                callback -> ReceiverResponse.of(application.deliveries().size() == 1 ? 200 : 409)
                        .withBody("{}"));
        receiver.respondWith(ReceiverResponse.of(200).withCallbacksBefore(Callback.success(), Callback.error()));

        deliver(payload(application.url()));

        assertThat(receiver.callbacks())
                .containsExactly(
                        new RecordedCallback(Callback.success(), 200, "{}"),
                        new RecordedCallback(Callback.error(), 409, "{}"));
    }

    @Test
    void calls_back_by_hand() {
        deliver(payload(application.url()));

        RecordedCallback callback = receiver.callBack(receiver.deliveries().get(0), Callback.success());

        assertThat(callback).isEqualTo(new RecordedCallback(Callback.success(), 200, ""));
        assertThat(receiver.callbacks()).containsExactly(callback);
    }

    @Test
    void reports_that_the_delivery_has_no_callback_url() {
        deliver(payload(null));

        assertThat(receiver.callBack(receiver.deliveries().get(0), Callback.success()))
                .isEqualTo(new RecordedCallback(Callback.success(), 0, "the delivery has no callback_url"));
    }

    @Test
    void reports_that_its_callback_had_no_response() throws IOException {
        deliver(payload("http://127.0.0.1:" + unusedPort() + "/"));

        RecordedCallback callback = receiver.callBack(receiver.deliveries().get(0), Callback.success());

        assertThat(callback.status()).isZero();
        assertThat(callback.body()).startsWith("java.net.ConnectException");
    }

    @Test
    void fails_when_what_it_waits_for_does_not_come() {
        deliver(payload(null));

        assertThatThrownBy(() -> receiver.awaitDeliveries(2, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the receiver had 1 of 2 deliveries after PT0.001S");
        assertThatThrownBy(() -> receiver.awaitCallbacks(1, Duration.ZERO))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the receiver had 0 of 1 callbacks after PT0S");
    }

    @Test
    void takes_no_more_deliveries_once_it_is_closed() {
        receiver.close();

        assertThatThrownBy(() -> deliver(payload(null))).hasCauseInstanceOf(ConnectException.class);
    }

    private HttpResponse<String> deliver(PushPayload payload) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(receiver.url() + "hook?a=1"))
                .header("webhook-id", "chain_0")
                .POST(HttpRequest.BodyPublishers.ofByteArray(payload.toJson()))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns a port of loopback on which no server listens. */
    private static int unusedPort() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return server.getLocalPort();
        }
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
