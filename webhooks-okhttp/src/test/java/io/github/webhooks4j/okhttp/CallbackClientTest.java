package io.github.webhooks4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Answered;
import io.github.webhooks4j.delivery.DeliveryResult.NotAnswered;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.okhttp.CallbackResult.Accepted;
import io.github.webhooks4j.okhttp.CallbackResult.NotAsked;
import io.github.webhooks4j.okhttp.CallbackResult.NotDelivered;
import io.github.webhooks4j.okhttp.CallbackResult.Refused;
import io.github.webhooks4j.payload.PushPayload;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okio.ByteString;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackClientTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @AutoClose
    private final MockWebServer hub = new MockWebServer();

    private final List<Duration> pauses = new ArrayList<>();

    @AutoClose
    private final CallbackClient client = trial().build();

    @BeforeEach
    void start() throws IOException {
        hub.start();
    }

    @Test
    void posts_the_callback_as_json() throws InterruptedException {
        answer(200);
        Callback callback =
                Callback.success().withDescription("387 tests passed").withContext("CI by Acme");

        assertThat(client.send(url(), callback)).isEqualTo(new Accepted(200, 1));

        RecordedRequest request = hub.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /u/token HTTP/1.1");
        assertThat(request.getBody())
                .isEqualTo(ByteString.encodeUtf8(
                        "{\"state\":\"success\",\"description\":\"387 tests passed\",\"context\":\"CI by Acme\"}"));
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("User-Agent")).isEqualTo("webhooks4j");
    }

    @Test
    void answers_a_payload_at_its_own_callback_url() throws InterruptedException {
        answer(200);
        PushPayload payload =
                payload("{\"callback_url\":\"" + url() + "\",\"repository\":{\"repo_name\":\"acme/app\"}}");

        assertThat(client.send(payload, Callback.failure())).isEqualTo(new Accepted(200, 1));

        assertThat(hub.takeRequest().getBody()).isEqualTo(ByteString.encodeUtf8("{\"state\":\"failure\"}"));
    }

    @Test
    void a_payload_without_callback_url_asks_for_nothing() {
        PushPayload payload = payload("{\"repository\":{\"repo_name\":\"acme/app\"}}");

        assertThat(client.send(payload, Callback.success())).isEqualTo(new NotAsked());

        assertThat(hub.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 307, 400, 401, 404, 408, 409, 410, 413, 422})
    void gives_up_at_once_when_the_callback_is_refused(int status) {
        answer(status, "no");

        assertThat(client.send(url(), Callback.success())).isEqualTo(new Refused(status, "no", 1));

        assertThat(pauses).isEmpty();
        assertThat(hub.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504, 599})
    void sends_again_when_the_hub_may_recover(int status) {
        answer(status);
        answer(204);

        assertThat(client.send(url(), Callback.success())).isEqualTo(new Accepted(204, 2));

        assertThat(hub.getRequestCount()).isEqualTo(2);
    }

    @Test
    void gives_up_after_five_attempts_with_growing_pauses() {
        for (int i = 0; i < 6; i++) {
            answer(503);
        }

        CallbackResult result = client.send(url(), Callback.success());

        assertThat(result.attempts()).isEqualTo(5);
        assertThat(last(result))
                .isInstanceOfSatisfying(
                        Answered.class,
                        answered -> assertThat(answered.status()).isEqualTo(503));
        assertThat(hub.getRequestCount()).isEqualTo(5);
        assertThat(pauses).hasSize(4);
        for (int i = 0; i < 4; i++) {
            long gapMillis = 500L << i;
            assertThat(pauses.get(i).toMillis()).isBetween(gapMillis * 8 / 10, gapMillis * 12 / 10);
        }
    }

    @Test
    void sends_again_when_nobody_answers() throws IOException {
        URI url;
        try (var gone = RawServer.answering("")) {
            url = URI.create(gone.url());
        }

        CallbackResult result = client.send(url, Callback.success());

        assertThat(result.attempts()).isEqualTo(5);
        assertThat(last(result))
                .isInstanceOfSatisfying(
                        NotAnswered.class, lost -> assertThat(lost.code()).isEqualTo(FailureCode.CONNECT_FAILED));
    }

    @Test
    void honours_retry_after_up_to_30_seconds() {
        answer(429, "", "Retry-After", "7");
        answer(503, "", "Retry-After", "Sun, 01 Mar 2026 10:00:09 GMT");
        answer(503, "", "Retry-After", "3600");
        answer(200);

        assertThat(client.send(url(), Callback.success())).isEqualTo(new Accepted(200, 4));

        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(9), Duration.ofSeconds(30));
    }

    @Test
    void never_waits_less_than_its_own_gap() {
        answer(503, "", "Retry-After", "0");
        answer(200);

        client.send(url(), Callback.success());

        assertThat(pauses).hasSize(1);
        assertThat(pauses.get(0)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.1/u", "http://169.254.169.254/u", "http://127.1/u", "mailto:hub@acme.test"})
    void gives_up_at_once_at_a_url_that_is_not_dialled(String url) {
        assertThat(denied(client.send(URI.create(url), Callback.success()))).isEqualTo(1);

        assertThat(pauses).isEmpty();
    }

    @Test
    void denies_loopback_by_default() {
        try (var strict = CallbackClient.builder().build()) {
            assertThat(denied(strict.send(url(), Callback.success()))).isEqualTo(1);

            assertThat(hub.getRequestCount()).isZero();
        }
    }

    @Test
    void sends_only_to_allowed_hosts() {
        answer(200);
        try (var restricted =
                trial().allowedHosts(Set.of("127.0.0.1", "Hub.Test")).build()) {
            assertThat(restricted.send(url(), Callback.success())).isEqualTo(new Accepted(200, 1));
            for (String host : List.of("sub.hub.test", "hub.test.evil.test", "127.0.0.2")) {
                assertThat(denied(restricted.send(URI.create("http://" + host + "/u"), Callback.success())))
                        .isZero();
            }

            assertThat(hub.getRequestCount()).isEqualTo(1);
        }
    }

    @Test
    void refuses_an_allow_list_that_holds_no_host() {
        assertThatThrownBy(() -> trial().allowedHosts(Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("allowedHosts must be at least one host, was none");
        assertThatThrownBy(() -> trial().allowedHosts(Set.of("hub.test/u")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a host must be a name or an address, was \"hub.test/u\"");
    }

    @Test
    void an_interrupted_pause_ends_it_with_what_the_last_attempt_brought() {
        answer(503);
        try (var interrupted = trial().pausing(
                        wait -> {
                            throw new InterruptedException();
                        },
                        Clock.systemUTC(),
                        new SplittableRandom(1))
                .build()) {
            CallbackResult result = interrupted.send(url(), Callback.success());

            assertThat(Thread.interrupted()).isTrue();
            assertThat(result.attempts()).isEqualTo(1);
            assertThat(last(result)).isInstanceOf(Answered.class);
        }
    }

    @Test
    void close_ends_a_pause() throws InterruptedException {
        answer(503, "", "Retry-After", "30");
        var waiting = CallbackClient.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
        var results = new ArrayList<CallbackResult>();
        var thread = new Thread(() -> results.add(waiting.send(url(), Callback.success())));
        thread.start();
        hub.takeRequest();

        waiting.close();
        thread.join(5_000);

        assertThat(results)
                .singleElement()
                .satisfies(result -> assertThat(result.attempts()).isEqualTo(1));
    }

    @Test
    void does_not_show_the_body_of_a_stranger_in_a_log() {
        assertThat(new Refused(400, "<script>", 1)).hasToString("Refused[status=400, attempts=1]");
    }

    private CallbackClient.Builder trial() {
        return CallbackClient.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .callTimeout(Duration.ofSeconds(5))
                .pausing(
                        wait -> {
                            pauses.add(wait);
                            return true;
                        },
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        new SplittableRandom(1));
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + hub.getPort() + "/u/token");
    }

    private void answer(int status) {
        answer(status, "");
    }

    private void answer(int status, String body, String... headers) {
        hub.enqueue(new MockResponse.Builder()
                .code(status)
                .headers(Headers.of(headers))
                .body(body)
                .build());
    }

    private static PushPayload payload(String json) {
        return PushPayload.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static DeliveryResult last(CallbackResult result) {
        assertThat(result).isInstanceOf(NotDelivered.class);
        return ((NotDelivered) result).last();
    }

    /** Returns after how many attempts. */
    private static int denied(CallbackResult result) {
        assertThat(last(result))
                .isInstanceOfSatisfying(
                        NotAnswered.class, lost -> assertThat(lost.code()).isEqualTo(FailureCode.ADDRESS_DENIED));
        return result.attempts();
    }
}
