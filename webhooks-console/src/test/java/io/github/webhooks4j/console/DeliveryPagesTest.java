package io.github.webhooks4j.console;

import static io.github.webhooks4j.console.ConsoleFixture.CI;
import static io.github.webhooks4j.console.ConsoleFixture.DEPLOY;
import static io.github.webhooks4j.console.ConsoleFixture.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The list of deliveries, one delivery with its timeline, its event, and what its buttons do. */
class DeliveryPagesTest {
    private final ConsoleFixture fixture = new ConsoleFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shows_what_to_do_first_where_there_are_no_deliveries() {
        assertThat(fixture.page("/deliveries")).contains("There are no deliveries yet");
    }

    @Test
    void filters_by_what_the_address_has() {
        fixture.transport.on(CI).respond(410);
        fixture.transport.on(DEPLOY).fail(FailureCode.TIMED_OUT);
        fixture.webhook("CI", "acme/app", CI);
        fixture.webhook("Deploy", "acme/db", DEPLOY);
        fixture.publish("push-1", "acme/app");
        fixture.publish("push-2", "acme/db");

        for (String query : List.of(
                "state=interrupted",
                "cause=destination_gone",
                "status=410",
                "status=4xx",
                "topic=acme/app",
                "event=push-1",
                "topic=acme/app&type=push&until=2027-01-01T00:00")) {
            assertThat(fixture.page("/deliveries?" + query))
                    .as(query)
                    .contains("push-1<")
                    .doesNotContain("push-2<");
        }
        assertThat(fixture.page("/deliveries?failure=timed_out"))
                .contains("push-2<")
                .doesNotContain("push-1<");
        assertThat(fixture.page("/deliveries?from=2027-01-01T00:00")).contains("No delivery fits the filter.");
    }

    @Test
    void names_what_is_wrong_with_a_filter() {
        ConsoleResponse response = fixture.get("/deliveries?status=99&from=yesterday&state=lost&event=%20");

        assertThat(response.status()).isEqualTo(400);
        assertThat(text(response))
                .contains(
                        "A status is as 503, or as 5xx for all of a family",
                        "A time is as 2026-11-30T12:00, and before the end.",
                        "There is no such state",
                        "Correct the filter first.");
    }

    @Test
    void refuses_the_cursor_of_another_filter() {
        ConsoleResponse response = fixture.get("/deliveries?after=chn_1");

        assertThat(response.status()).isEqualTo(400);
    }

    @Test
    void continues_after_50_deliveries() {
        fixture.webhook("CI", "acme/app", CI);
        for (int i = 100; i < 151; i++) {
            fixture.publish("push-" + i, "acme/app");
            fixture.advance(Duration.ofSeconds(1));
        }

        String page = fixture.page("/deliveries?topic=acme/app");
        String next =
                page.replaceAll("(?s).*href=\"\\?(after=[^\"]+)\".*", "$1").replace("&amp;", "&");

        assertThat(page).contains("push-150<", "push-101<").doesNotContain("push-100<");
        assertThat(fixture.page("/deliveries?" + next)).contains("push-100<").doesNotContain("push-101<");
    }

    @Test
    void shows_request_by_request_what_happened_and_what_is_next() {
        fixture.transport
                .on(CI)
                .respond(request -> new DeliveryResult.Response(
                        503,
                        "120",
                        null,
                        "{\"error\":\"draining\"}",
                        new Timing(
                                Duration.ofMillis(1410),
                                Duration.ofMillis(200),
                                Duration.ofMillis(1200),
                                Duration.ofMillis(10))));
        fixture.webhook("CI", "acme/app", CI, DEPLOY);
        ChainId chain = fixture.publish("push-1", "acme/app");

        assertThat(fixture.page("/chains/" + chain))
                .contains(
                        "because the destination requested to wait 120 s (Retry-After).",
                        "attempt 1",
                        ">503<",
                        "1.4 s",
                        "aria-label=\"connect 200 ms, wait 1.2 s, read 10 ms\"",
                        "<bdi>120</bdi>",
                        "{\"error\":\"draining\"}",
                        "not reached",
                        "The steps before it are not done yet.");
    }

    @Test
    void shows_the_request_of_an_attempt_without_its_secrets() {
        fixture.webhook("CI", "acme/app", "https://ada:lovelace@ci.example/hook?token=hushhush");
        ChainId chain = fixture.publish("push-1", "acme/app");
        String target = "/chains/" + chain + "/requests/0/1";

        assertThat(fixture.page("/chains/" + chain)).contains("href=\"/hooks" + target + "\"");
        assertThat(fixture.page(target))
                .contains("POST https://ci.example/hook?token=•••", "webhook-id: " + chain + "_0", "\"number\":1")
                .doesNotContain("lovelace", "hushhush");
        assertThat(fixture.get("/chains/" + chain + "/requests/0/9").status()).isEqualTo(404);
        fixture.admit(Scope.of("other/*"), Action.ALL);
        assertThat(fixture.get(target).status()).isEqualTo(404);
    }

    @Test
    void shows_the_request_as_a_command_of_curl_that_has_no_secret() {
        fixture.engine
                .webhooks()
                .create(WebhookDraft.builder("CI", "acme/app", List.of(CI + "?token=abc"))
                        .headers(Map.of("X-Token", "abc-secret"))
                        .build());
        ChainId chain = fixture.publish("push-1", "acme/app");

        String page = fixture.page("/chains/" + chain + "/requests/0/1");
        String command = page.substring(page.indexOf("id=\"curl\""))
                .replaceAll("(?s)</bdi>.*|.*?<bdi>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");

        assertThat(command.lines().findFirst()).contains("curl --globoff --request POST \\");
        assertThat(command)
                .contains(
                        "--header 'X-Token: •••' \\\n",
                        "--header 'webhook-id: ",
                        "--data-raw '{",
                        "--url 'https://ci.example/hook?token=•••'")
                .doesNotContain("webhook-signature", "abc");
    }

    @Test
    void shows_where_a_redirect_leads_without_what_may_be_secret() {
        fixture.transport
                .on(CI)
                .respond(request -> new DeliveryResult.Response(
                        301, null, "https://ci.example/next?token=hushhush", "", Timing.ofTotal(Duration.ofMillis(1))));
        fixture.webhook("CI", "acme/app", CI);
        ChainId chain = fixture.publish("push-1", "acme/app");
        fixture.admit(Scope.everything(), Action.READ);

        assertThat(fixture.page("/chains/" + chain))
                .contains("https://ci.example/next?token=•••")
                .doesNotContain("hushhush");
    }

    @Test
    void shows_why_a_callback_was_refused() {
        fixture.webhook("CI", "acme/app", CI, DEPLOY);
        ChainId chain = fixture.publish("push-1", "acme/app");

        fixture.callBack(CI, "{\"state\":\"fine\"}");

        assertThat(fixture.page("/chains/" + chain))
                .contains("callback refused: invalid", "state must be success, failure or error, was \"fine\"");
    }

    @Test
    void hides_bodies_from_visitors_who_may_not_see_them() {
        fixture.transport
                .on(CI)
                .respond(request ->
                        new DeliveryResult.Response(500, null, null, "private", Timing.ofTotal(Duration.ofMillis(1))));
        fixture.webhook("CI", "acme/app", CI);
        ChainId chain = fixture.publish("push-1", "acme/app");
        fixture.admit(Scope.everything(), Action.READ);

        assertThat(fixture.page("/chains/" + chain)).doesNotContain("private");
        assertThat(fixture.page("/events/push-1"))
                .contains("You are not allowed to see bodies.")
                .doesNotContain("number");
        assertThat(fixture.get("/events/push-1/body").status()).isEqualTo(403);
    }

    @Test
    void resumes_cancels_and_runs_again() {
        fixture.transport.on(CI).respond(410).respond(200);
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        ChainId chain = fixture.publish("push-1", "acme/app");
        fixture.engine.webhooks().enable(webhook.id());

        assertThat(fixture.post("/chains/" + chain + "/resume").headers())
                .containsEntry("Location", "/hooks/chains/" + chain + "?done=resumed");
        fixture.manual.runUntilIdle();
        assertThat(state(chain)).isEqualTo("complete");

        String rerun = requireNonNull(
                fixture.post("/chains/" + chain + "/rerun").headers().get("Location"));
        assertThat(rerun)
                .startsWith("/hooks/chains/chn_")
                .doesNotContain(chain.value())
                .endsWith("?done=rerun");
        var again = new ChainId(rerun.substring("/hooks/chains/".length(), rerun.indexOf('?')));
        fixture.post("/chains/" + again + "/cancel");
        assertThat(state(again)).isEqualTo("cancelled");
    }

    private String state(ChainId chain) {
        return fixture.engine.history().chain(chain).orElseThrow().state().code();
    }

    @Test
    void delivers_now_what_waits_for_a_retry() {
        fixture.transport.on(CI).respond(503).respond(200);
        fixture.webhook("CI", "acme/app", CI);
        ChainId chain = fixture.publish("push-1", "acme/app");

        assertThat(fixture.post("/chains/" + chain + "/now").headers())
                .containsEntry("Location", "/hooks/chains/" + chain + "?done=hurried");
        fixture.manual.runUntilIdle();
        assertThat(state(chain)).isEqualTo("complete");
    }

    @Test
    void delivers_earlier_than_the_destination_requested_if_that_is_confirmed() {
        fixture.transport.on(CI).respond(503, "600").respond(200);
        fixture.webhook("CI", "acme/app", CI);
        ChainId chain = fixture.publish("push-1", "acme/app");

        assertThat(fixture.page("/chains/" + chain)).contains("The destination requested to wait.");
        assertThat(fixture.post("/chains/" + chain + "/now").status()).isEqualTo(409);
        assertThat(fixture.post("/chains/" + chain + "/now", "force", "1").status())
                .isEqualTo(303);
        fixture.manual.runUntilIdle();
        assertThat(state(chain)).isEqualTo("complete");
    }

    @Test
    void sends_an_event_to_a_webhook_that_was_created_afterwards() {
        fixture.webhook("CI", "acme/app", CI);
        fixture.publish("push-1", "acme/app");
        fixture.advance(Duration.ofSeconds(1));
        Webhook later = fixture.webhook("Later", "acme/*", DEPLOY);

        assertThat(fixture.page("/events/push-1")).contains("Send it now");
        ConsoleResponse sent =
                fixture.post("/events/push-1/send", "webhook", later.id().value());
        fixture.manual.runUntilIdle();

        assertThat(sent.headers().get("Location")).endsWith("?done=sent");
        assertThat(fixture.transport.requests(DEPLOY)).hasSize(1);
        fixture.admit(Scope.of("acme/app"), Action.ALL);
        assertThat(fixture.post("/events/push-1/send", "webhook", later.id().value())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void responds_409_with_the_present_state_where_a_command_is_too_late() {
        fixture.webhook("CI", "acme/app", CI);
        ChainId chain = fixture.publish("push-1", "acme/app");

        ConsoleResponse response = fixture.post("/chains/" + chain + "/resume");

        assertThat(response.status()).isEqualTo(409);
        assertThat(text(response)).contains("chain " + chain + " can be resumed only while interrupted, was complete");
    }

    @Test
    void explains_whom_an_event_went_to_and_whom_not() {
        fixture.webhook("CI", "acme/app", CI);
        fixture.webhook("Mirror", "acme/db", DEPLOY);
        ChainId chain = fixture.publish("push-1", "acme/app");

        assertThat(fixture.page("/events/push-1"))
                .contains(
                        "Webhooks that got it (1)",
                        "/hooks/chains/" + chain,
                        "Webhooks that did not (1)",
                        "The filter is for the topic acme/db, and the event is of acme/app.",
                        "{\"number\":1}",
                        "12 bytes");
    }

    @Test
    void downloads_a_body_as_a_file_that_is_no_page() {
        fixture.webhook("CI", "acme/app", CI);
        fixture.publish("push-1", "acme/app");

        ConsoleResponse response = fixture.get("/events/push-1/body");

        assertThat(text(response)).isEqualTo("{\"number\":1}");
        assertThat(response.headers())
                .containsEntry("Content-Type", "text/plain; charset=utf-8")
                .containsEntry("Content-Disposition", "attachment; filename=\"event.json\"")
                .containsEntry("X-Content-Type-Options", "nosniff");
    }

    @Test
    void shows_of_bodies_what_the_application_allows() {
        try (var redacted = new ConsoleFixture(options -> options.bodies((type, body) -> "(" + type + ")"))) {
            redacted.webhook("CI", "acme/app", CI);
            redacted.publish("push-1", "acme/app");

            assertThat(redacted.page("/events/push-1")).contains("(push)").doesNotContain("\"number\"");
            assertThat(text(redacted.get("/events/push-1/body"))).isEqualTo("(push)");
        }
    }

    @Test
    void leads_from_an_id_to_its_page() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        ChainId chain = fixture.publish("push-1", "acme/app");

        assertThat(location("/find?id=" + webhook.id())).isEqualTo("/hooks/webhooks/" + webhook.id());
        assertThat(location("/find?id=" + chain)).isEqualTo("/hooks/chains/" + chain);
        assertThat(location("/find?id=" + chain + "_0")).isEqualTo("/hooks/chains/" + chain);
        assertThat(location("/find?id=push-1")).isEqualTo("/hooks/events/push-1");
        assertThat(location("/find?id=acme/*")).isEqualTo("/hooks/deliveries?topic=acme%2F*");
        assertThat(fixture.get("/find?id=nothing").status()).isEqualTo(404);
    }

    private @Nullable String location(String target) {
        return fixture.get(target).headers().get("Location");
    }

    @Test
    void knows_no_delivery_outside_the_scope() {
        fixture.webhook("Other", "other/app", CI);
        ChainId other = fixture.publish("push-other", "other/app");
        fixture.webhook("Wide", "acme/*", CI);
        ChainId wide = fixture.publish("push-wide", "acme/app");
        fixture.admit(Scope.of("acme/app"), Action.ALL);

        for (ChainId chain : List.of(other, wide)) {
            assertThat(fixture.get("/chains/" + chain).status()).isEqualTo(404);
            for (String action : List.of("/resume", "/cancel", "/rerun")) {
                assertThat(fixture.post("/chains/" + chain + action).status()).isEqualTo(404);
            }
        }
        assertThat(fixture.get("/events/push-other").status()).isEqualTo(404);
        assertThat(fixture.page("/events/push-wide")).doesNotContain("Wide");
        assertThat(fixture.page("/deliveries")).doesNotContain("push-");
        assertThat(fixture.page("/deliveries?topic=other/app")).doesNotContain("push-");
        assertThat(fixture.engine.history().chain(wide).orElseThrow().state()).isInstanceOf(ChainState.Complete.class);
    }
}
