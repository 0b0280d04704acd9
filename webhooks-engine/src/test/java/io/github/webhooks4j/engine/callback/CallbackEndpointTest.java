package io.github.webhooks4j.engine.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackProblem;
import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackEndpointTest {
    private static final String CI = "https://ci.example/hook";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String NOT_FOUND = "{\"error\":\"There is nothing to call back here.\"}";

    private final CountDownLatch awaiting = new CountDownLatch(1);
    private final ManualClock clock = new ManualClock();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final WebhookEngine engine = WebhookEngine.builder(new InMemoryStore(), transport)
            .callbackBase(URI.create("https://hub.example/callbacks/"))
            .clock(clock)
            .pollInterval(Duration.ofMillis(2))
            .addListener(EngineListener.of(change -> {
                if (change instanceof EngineEvent.ChainStateChanged moved
                        && moved.after() instanceof AwaitingCallback) {
                    awaiting.countDown();
                }
            }))
            .start();
    private ChainId chain;
    private String path;

    @BeforeEach
    void deliver() throws InterruptedException {
        create();
        chain = publish("push-1");
        path = callbackPath(1);
        assertThat(awaiting.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void create() {
        engine.webhooks()
                .create(WebhookDraft.builder("CI", "acme/app", List.of(CI, "https://deploy.example/hook"))
                        .callbackDeadline(Duration.ofHours(1))
                        .build());
    }

    private ChainId publish(String id) {
        Event push = PushEvents.of(
                new EventId(id),
                clock.instant(),
                PushPayload.of(
                        PushData.of(null, null, "latest"),
                        Repository.builder("acme/app").build()));
        return engine.publish(push).chains().get(0);
    }

    /** Returns the path of the callback URL in the request with this number. */
    private String callbackPath(int request) throws InterruptedException {
        byte[] body =
                transport.awaitRequests(request, PATIENCE).get(request - 1).body();
        return requireNonNull(PushPayload.parse(body).callbackUrl()).getPath();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void accepts_a_callback_for_a_step_that_waits_for_it() {
        CallbackResponse response = post(path, "{\"state\":\"success\"}");

        assertThat(text(response)).isEqualTo("200 {\"result\":\"The callback is accepted.\"}");
        assertThat(response.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(engine.history().chain(chain).orElseThrow().state().step()).isEqualTo(1);
    }

    @Test
    void responds_200_to_the_same_callback_again() {
        post(path, "{\"state\":\"success\",\"context\":\"ci\"}");

        assertThat(text(post(path, "{ \"context\": \"ci\", \"state\": \"success\" }")))
                .isEqualTo("200 {\"result\":\"The same callback was accepted before.\"}");
    }

    @Test
    void responds_409_to_another_callback_for_a_settled_step() {
        post(path, "{\"state\":\"success\"}");

        assertThat(text(post(path, "{\"state\":\"failure\"}")))
                .isEqualTo("409 {\"error\":\"Another callback was accepted before; this one changes nothing.\"}");
    }

    @Test
    void responds_410_once_the_chain_is_cancelled() {
        engine.chains().cancel(chain);

        assertThat(text(post(path, "{\"state\":\"success\"}")))
                .isEqualTo("410 {\"error\":\"The chain no longer waits for a callback.\"}");
    }

    @Test
    void responds_410_once_the_deadline_has_passed() {
        clock.advance(Duration.ofHours(2));

        assertThat(post(path, "{\"state\":\"success\"}").status()).isEqualTo(410);
    }

    @Test
    void responds_to_every_forged_or_foreign_url_with_the_same_404() {
        String mac = path.substring(path.lastIndexOf('.'));
        String[] forged = {
            path.substring(0, path.length() - 1),
            path.substring(0, path.length() - 1) + (path.endsWith("A") ? "B" : "A"),
            "/callbacks/" + chain + ".1" + mac,
            "/callbacks/" + chain + ".00" + mac,
            "/callbacks/chn_other.0" + mac,
            "/callbacks/" + chain,
            "/callbacks/..",
            "/callbacks/",
            "",
            "/callbacks/" + "x".repeat(5000),
            "/callbacks/\u0661.\u0660.x",
        };

        for (String url : forged) {
            assertThat(text(post(url, "{\"state\":\"success\"}"))).as(url).isEqualTo("404 " + NOT_FOUND);
            assertThat(text(post(url, "no callback"))).as(url).isEqualTo("404 " + NOT_FOUND);
        }
        assertThat(engine.history().chain(chain).orElseThrow().state().step()).isZero();
    }

    @Test
    void lists_all_violations_of_an_invalid_callback_and_goes_on_waiting() {
        CallbackResponse response = post(path, "{\"state\":\"ok\",\"description\":5}");

        assertThat(response.status()).isEqualTo(400);
        assertThat(text(response))
                .startsWith("400 {\"error\":\"The callback is not valid; the step goes on waiting for one that is.\",")
                .contains("must be success, failure or error")
                .contains("must be a string");
        assertThat(post(path, "{\"state\":\"success\"}").status()).isEqualTo(200);
    }

    @Test
    void refuses_a_body_beyond_64_kib() {
        assertThat(text(post(path, " ".repeat(Callback.MAX_BYTES + 1))))
                .isEqualTo("413 {\"error\":\"A callback must be at most 65536 bytes.\"}");
    }

    @Test
    void refuses_any_method_but_post() {
        CallbackResponse response = engine.callbacks().handle("GET", path, new byte[0]);

        assertThat(text(response)).isEqualTo("405 {\"error\":\"A callback must be a POST.\"}");
        assertThat(response.headers()).containsEntry("Allow", "POST");
    }

    @Test
    void asks_to_send_it_again_when_the_engine_is_closed() {
        engine.close();

        CallbackResponse response = post(path, "{\"state\":\"success\"}");

        assertThat(text(response))
                .isEqualTo("503 {\"error\":\"The callback could not be kept; please send it again later.\"}");
        assertThat(response.headers()).containsEntry("Retry-After", "10");
    }

    @Test
    void accepts_a_state_whose_target_url_cannot_be_used_and_says_what_it_dropped() {
        String relative = "{\"state\":\"success\",\"target_url\":\"dockerhub-webhook/details/4\"}";
        String dropped = ",\"dropped\":[{\"field\":\"target_url\",\"rule\":\"must be an absolute http or https URL\","
                + "\"actual\":\"\\\"dockerhub-webhook/details/4\\\"\"}]}";

        assertThat(text(post(path, relative))).isEqualTo("200 {\"result\":\"The callback is accepted.\"" + dropped);
        assertThat(text(post(path, relative)))
                .isEqualTo("200 {\"result\":\"The same callback was accepted before.\"" + dropped);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "GZIP", "identity, gzip", "x"})
    void refuses_a_body_with_a_content_coding(String coding) {
        CallbackResponse response =
                engine.callbacks().handle("POST", path, coding, "{\"state\":\"success\"}".getBytes(UTF_8));

        assertThat(text(response))
                .isEqualTo("415 {\"error\":\"A callback must have no content coding, such as gzip.\"}");
        assertThat(response.headers()).containsEntry("Accept-Encoding", "identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", " Identity "})
    void accepts_a_body_whose_content_coding_is_none(String coding) {
        assertThat(engine.callbacks()
                        .handle("POST", path, coding, "{\"state\":\"success\"}".getBytes(UTF_8))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void accepts_its_url_with_a_slash_behind_it_or_with_needless_escapes() {
        String ending = path.substring(path.lastIndexOf('/') + 1);
        String escaped = ending.replace(".", "%2E").replace("_", "%5f").replace("0", "%30");

        for (String url : List.of(path + "/", "/callbacks/" + escaped, "/callbacks/" + escaped + "/")) {
            assertThat(post(url, "{\"state\":\"success\"}").status()).as(url).isEqualTo(200);
        }
        assertThat(post(path + "//", "{\"state\":\"success\"}").status()).isEqualTo(404);
        assertThat(post(path.replace(".", "%252E"), "{\"state\":\"success\"}").status())
                .isEqualTo(404);
    }

    @Test
    void limits_the_callbacks_of_one_chain_and_no_others() throws InterruptedException {
        publish("push-2");
        String other = callbackPath(2);
        for (int i = 0; i < 60; i++) {
            assertThat(post(path, "{\"state\":\"success\"}").status()).isEqualTo(200);
        }
        clock.advance(Duration.ofMillis(1_500));

        CallbackResponse response = post(path, "{\"state\":\"success\"}");

        assertThat(text(response))
                .isEqualTo("429 {\"error\":\"There are too many callbacks for one chain; please wait.\"}");
        assertThat(response.headers()).containsEntry("Retry-After", "59");
        assertThat(post(other, "{\"state\":\"success\"}").status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(59));
        assertThat(post(path, "{\"state\":\"success\"}").status()).isEqualTo(200);
    }

    @Test
    void shows_refused_callbacks_and_dropped_fields_in_the_history() {
        post(path, "no json");
        post(path, " ".repeat(Callback.MAX_BYTES + 1));
        engine.callbacks().handle("POST", path, "gzip", new byte[] {0x1f});
        post(path, "{\"state\":\"success\",\"target_url\":\"/4\"}");
        post(path, "{\"state\":\"error\"}");
        post(path, "{\"state\":\"success\"}");

        assertThat(engine.history().chain(chain).orElseThrow().steps().get(0).callbackProblems())
                .extracting(stored ->
                        stored.problem().kind().code() + ": " + stored.problem().detail())
                .containsExactly(
                        "invalid: body must be valid JSON, was broken near character 0",
                        "too_large: body must be at most 65536 bytes, was larger",
                        "encoded: body must have no content coding, was \"gzip\"",
                        "field_dropped: target_url must be an absolute http or https URL, was \"/4\"",
                        "conflict: state error came after another callback had settled the step");
    }

    @Test
    void shows_a_callback_that_came_too_late_in_the_history() {
        engine.chains().cancel(chain);
        post(path, "{\"state\":\"success\"}");

        assertThat(engine.history().chain(chain).orElseThrow().steps().get(0).callbackProblems())
                .containsExactly(
                        new StoredCallbackProblem(0, CallbackProblem.tooLate(CallbackState.SUCCESS), clock.instant()));
    }

    private CallbackResponse post(String path, String body) {
        return engine.callbacks().handle("POST", path, body.getBytes(UTF_8));
    }

    private static String text(CallbackResponse response) {
        return response.status() + " " + new String(response.body(), UTF_8);
    }
}
