package io.github.webhooks4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.cli.serve.HubClient.Response;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.TestReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("e2e")
class HubTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String WEBHOOKS = "/repositories/acme/app/webhooks";
    private static final String PUSHES = "/repositories/acme/app/pushes";
    private static final String PUSH =
            "{\"push_data\":{\"pushed_at\":1700000000,\"tag\":\"v1\"},\"repository\":{\"repo_name\":\"acme/app\"}}";

    @TempDir
    private Path folder;

    private Hub hub;
    private HubClient client;
    private TestReceiver ci;
    private TestReceiver deploy;

    @BeforeEach
    void open() throws IOException {
        ci = TestReceiver.start();
        deploy = TestReceiver.start();
        hub = TestHub.open(
                folder.resolve("hub.db"),
                AccessRules.of(URI.create("https://hub.example/callbacks"), List.of("hub.lan")));
        client = new HubClient(hub.url());
    }

    @AfterEach
    void close() {
        hub.close();
        ci.close();
        deploy.close();
    }

    @Test
    void delivers_a_push_through_a_chain_and_shows_its_history() throws Exception {
        Response created = client.post(
                WEBHOOKS, "{\"name\":\"chain\",\"destinations\":[\"" + ci.url() + "\",\"" + deploy.url() + "\"]}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().get("secret").textValue()).startsWith("whsec_");
        Response published = client.post(PUSHES, PUSH);
        assertThat(published.status()).isEqualTo(202);
        String chain = published.json().get("chains").get(0).textValue();

        callBack(ci, "{\"state\":\"success\",\"description\":\"387 tests PASSED\"}");
        callBack(deploy, "{\"state\":\"success\"}");

        JsonNode json = client.awaitChain(
                chain,
                state -> state.get("state").textValue().equals("complete")
                        && state.at("/steps/1/attempts").size() == 1);
        assertThat(json.get("step").intValue()).isEqualTo(1);
        assertThat(json.at("/steps/0/destination").textValue()).isEqualTo(ci.url());
        assertThat(json.at("/steps/0/delivered").booleanValue()).isTrue();
        assertThat(json.at("/steps/0/attempts/0/status").intValue()).isEqualTo(200);
        assertThat(json.at("/steps/0/callback/description").textValue()).isEqualTo("387 tests PASSED");
        String id = created.json().get("id").textValue();
        Response history = client.get(WEBHOOKS + "/" + id + "/history?limit=5");
        assertThat(history.json().get("chains").get(0)).isEqualTo(json);
        assertThat(history.json().get("next").isNull()).isTrue();
        assertThat(client.get("/health").json().toString())
                .isEqualTo("{\"status\":\"ok\",\"ledger\":{\"accepted\":1,\"complete\":1,\"waiting\":0,\"pending\":0,"
                        + "\"interrupted\":0,\"cancelled\":0}}");
    }

    @Test
    void keeps_hostile_text_exactly_writes_it_escaped_and_opens_no_link() throws Exception {
        String hostile = "\u001b[31m\u009b2J\r\nINFO \u202e\u2028<script>alert(1)</script>\u0000\u00e9\ud83d\ude80";
        client.post(
                WEBHOOKS,
                "{\"name\":\"chain\",\"destinations\":[\"" + ci.url() + "\"],\"expect_final_callback\":true}");
        String chain = client.post(PUSHES, PUSH).json().get("chains").get(0).textValue();
        RecordedDelivery delivery = ci.awaitDeliveries(1, PATIENCE).get(0);

        ci.callBack(
                delivery,
                Callback.success()
                        .withDescription(hostile)
                        .withContext(hostile)
                        .withTargetUrl(deploy.url() + "results"));

        client.awaitChain(chain, state -> state.get("state").textValue().equals("complete"));
        Response told = client.get("/chains/" + chain);
        assertThat(told.json().at("/steps/0/callback/description").textValue()).isEqualTo(hostile);
        assertThat(told.json().at("/steps/0/callback/context").textValue()).isEqualTo(hostile);
        assertThat(told.json().at("/steps/0/callback/target_url").textValue()).isEqualTo(deploy.url() + "results");
        assertThat(told.http().body()).matches("[ -~]*");
        assertThat(told.http().headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(deploy.deliveries()).isEmpty();
    }

    @Test
    void lists_and_deletes_webhooks_and_shows_no_secret() throws Exception {
        String id = create();

        Response list = client.get(WEBHOOKS);
        assertThat(list.json().get("webhooks")).hasSize(1);
        assertThat(list.http().body()).contains(id).doesNotContain("whsec_");
        assertThat(client.get("/repositories/acme/other/webhooks").json().get("webhooks"))
                .isEmpty();
        assertThat(client.send("DELETE", "/repositories/acme/other/webhooks/" + id, "")
                        .status())
                .isEqualTo(404);
        assertThat(client.send("DELETE", WEBHOOKS + "/" + id, "").status()).isEqualTo(204);
        assertThat(client.get(WEBHOOKS).json().get("webhooks")).isEmpty();
    }

    @Test
    void shows_the_secret_of_a_changed_webhook_only_if_it_goes_to_another_host() throws Exception {
        String path = WEBHOOKS + "/" + create();

        Response kept = client.send("PUT", path, "{\"name\":\"n\",\"destinations\":[\"" + ci.url() + "\"]}");
        Response moved = client.send("PUT", path, "{\"name\":\"n\",\"destinations\":[\"http://localhost:1/\"]}");

        assertThat(kept.status()).isEqualTo(200);
        assertThat(kept.json().get("name").textValue()).isEqualTo("n");
        assertThat(kept.json().has("secret")).isFalse();
        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.json().get("secret").textValue()).startsWith("whsec_");
    }

    @Test
    void shows_one_webhook_without_its_secret() throws Exception {
        String path = WEBHOOKS + "/" + create();

        Response shown = client.get(path);

        assertThat(shown.status()).isEqualTo(200);
        ObjectNode json = (ObjectNode) shown.json();
        assertThat(json.remove("health").toString())
                .isEqualTo("{\"failing_since\":null,\"failed_attempts\":0,\"disables_at\":null}");
        assertThat(json).isEqualTo(client.get(WEBHOOKS).json().get("webhooks").get(0));
        assertThat(json.get("status_since")).isEqualTo(json.get("created_at"));
        assertThat(shown.http().body()).doesNotContain("whsec_");
        assertError(client.get(WEBHOOKS + "/none"), 404, "there is no such webhook on acme/app");
    }

    @Test
    void disables_enables_rotates_and_tests_a_webhook() throws Exception {
        String path = WEBHOOKS + "/" + create();

        assertThat(client.post(path + "/disable", "").json().get("status").textValue())
                .isEqualTo("disabled");
        assertThat(client.post(path + "/enable", "").json().get("status").textValue())
                .isEqualTo("enabled");
        assertThat(client.post(path + "/rotate", "").json().get("secret").textValue())
                .startsWith("whsec_");
        Response tested = client.post(path + "/test", "");
        assertThat(tested.status()).isEqualTo(202);
        assertThat(ci.awaitDeliveries(1, PATIENCE).get(0).header("webhook-id"))
                .hasValue(tested.json().get("id").textValue() + "_0");
        assertError(client.get(path + "/test"), 405, "This path takes OPTIONS, POST only.");
    }

    @Test
    void refuses_a_cursor_that_no_page_gave() throws Exception {
        String history = WEBHOOKS + "/" + create() + "/history";
        client.post(PUSHES, PUSH);
        client.post(PUSHES, PUSH);

        String next = client.get(history + "?limit=1").json().get("next").textValue();

        assertThat(client.get(history + "?limit=1&cursor=" + next).json().get("chains"))
                .hasSize(1);
        for (String cursor : List.of("bogus", "", next + "0", next.toUpperCase(java.util.Locale.ROOT))) {
            assertError(
                    client.get(history + "?cursor=" + cursor),
                    400,
                    "cursor must be the next of a page, was \"" + cursor + "\"; leave it out for the first page");
        }
    }

    @Test
    void is_red_with_the_problems_when_the_engine_is() throws Exception {
        var store = new InMemoryStore();
        try (var transport = OkHttpTransport.builder().build();
                var engine = WebhookEngine.builder(store, transport).start();
                var server = HubServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            server.start(new HubHandler(
                    AccessRules.of(null, List.of()),
                    new HubRoutes(engine, Clock.systemUTC()),
                    engine.callbacks(),
                    null));
            var other = new HubClient(server.url("/"));
            assertThat(other.get("/health").status()).isEqualTo(200);

            store.close();
            Response first = other.get("/health");
            Response later = other.await(
                    "/health",
                    answer -> answer.json().at("/problem_kinds/0").asText().equals("task_failing"));

            assertThat(first.status()).isEqualTo(503);
            assertThat(first.json().at("/problems/0").asText()).isNotEmpty();
            assertThat(later.status()).isEqualTo(503);
            assertThat(later.json().get("status").textValue()).isEqualTo("failing");
            assertThat(later.json().at("/ledger/accepted").intValue()).isZero();
        }
    }

    @Test
    void takes_the_event_id_from_the_idempotency_key() throws Exception {
        create();

        Response first = client.post(PUSHES, PUSH, "Idempotency-Key", "push-1");
        Response again = client.post(PUSHES, PUSH, "Idempotency-Key", "push-1");
        Response other = client.post(PUSHES, PUSH.replace("v1", "v2"), "Idempotency-Key", "push-1");

        assertThat(first.json().get("event").textValue()).isEqualTo("push-1");
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.json().get("error").textValue()).startsWith("event push-1 must be the same");
    }

    @Test
    void refuses_an_invalid_webhook_with_all_its_violations() throws Exception {
        Response answer = client.post(WEBHOOKS, "{\"name\":\"\",\"destinations\":[\"http://10.0.0.1/\",\"nowhere\"]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").textValue()).isEqualTo("The webhook is not valid.");
        assertThat(answer.json().get("violations").findValuesAsText("field"))
                .containsExactly("name", "destinations[0]", "destinations[1]");
    }

    @Test
    void keeps_and_shows_the_owner_of_a_webhook() throws Exception {
        String draft = "{\"name\":\"n\",\"destinations\":[\"" + ci.url() + "\"]";

        var created =
                client.post(WEBHOOKS, draft + ",\"owner\":\"customer 7\"}").json();
        assertThat(created.get("owner").textValue()).isEqualTo("customer 7");
        assertThat(client.get(WEBHOOKS).json().at("/webhooks/0/owner").textValue())
                .isEqualTo("customer 7");

        String webhook = WEBHOOKS + "/" + created.get("id").textValue();
        assertThat(client.send("PUT", webhook, draft + "}").json().get("owner").isNull())
                .isTrue();
    }

    @Test
    void keeps_and_shows_metadata_and_rate_limit_of_a_webhook() throws Exception {
        String draft = "{\"name\":\"n\",\"destinations\":[\"" + ci.url() + "\"]";

        JsonNode created = client.post(
                        WEBHOOKS, draft + ",\"metadata\":{\"plan\":\"gold\"},\"rate_limit\":{\"per_second\":10}}")
                .json();
        assertThat(created.get("metadata").toString()).isEqualTo("{\"plan\":\"gold\"}");
        assertThat(created.get("rate_limit").toString()).isEqualTo("{\"per_second\":10}");
        String webhook = WEBHOOKS + "/" + created.get("id").textValue();
        JsonNode slower = client.send("PUT", webhook, draft + ",\"rate_limit\":{\"per_minute\":90}}")
                .json();

        assertThat(slower.get("metadata").toString()).isEqualTo("{}");
        assertThat(slower.get("rate_limit").toString()).isEqualTo("{\"per_minute\":90}");
        assertThat(client.send("PUT", webhook, draft + "}")
                        .json()
                        .get("rate_limit")
                        .isNull())
                .isTrue();
    }

    @Test
    void keeps_redirects_and_headers_of_a_webhook_and_shows_no_value() throws Exception {
        String draft = "{\"name\":\"n\",\"destinations\":[\"" + ci.url() + "\"]";

        JsonNode created = client.post(
                        WEBHOOKS, draft + ",\"accept_redirects\":true,\"headers\":{\"X-Api-Key\":\"hunter2\"}}")
                .json();
        client.post(PUSHES, PUSH);

        assertThat(created.get("accept_redirects").booleanValue()).isTrue();
        assertThat(created.get("headers").toString()).isEqualTo("[\"X-Api-Key\"]");
        assertThat(ci.awaitDeliveries(1, PATIENCE).get(0).header("X-Api-Key")).contains("hunter2");
        JsonNode changed = client.send("PUT", WEBHOOKS + "/" + created.get("id").textValue(), draft + "}")
                .json();
        assertThat(changed.get("accept_redirects").booleanValue()).isFalse();
        assertThat(changed.get("headers")).isEmpty();
    }

    @Test
    void lists_the_webhooks_of_a_status_and_of_an_owner() throws Exception {
        create();
        String other = client.post(
                        WEBHOOKS, "{\"name\":\"n\",\"owner\":\"c-7\",\"destinations\":[\"" + ci.url() + "\"]}")
                .json()
                .get("id")
                .textValue();
        client.post(WEBHOOKS + "/" + other + "/disable", "");

        assertThat(client.get(WEBHOOKS + "?status=disabled").json().findValuesAsText("id"))
                .containsExactly(other);
        assertThat(client.get(WEBHOOKS + "?owner=c-7").json().findValuesAsText("id"))
                .containsExactly(other);
        assertError(client.get(WEBHOOKS + "?status=off"), 400, "status must be enabled or disabled, was \"off\"");
    }

    @Test
    void refuses_metadata_and_a_rate_limit_of_another_form() throws Exception {
        String draft = "{\"name\":\"n\",\"destinations\":[\"" + ci.url() + "\"],";

        for (String metadata : List.of("[]", "\"x\"", "{\"a\":1}", "{\"a\":null}")) {
            assertError(
                    client.post(WEBHOOKS, draft + "\"metadata\":" + metadata + "}"),
                    400,
                    "metadata must be an object of strings");
        }
        for (String limit : List.of(
                "1",
                "[]",
                "{}",
                "{\"per_second\":\"1\"}",
                "{\"per_second\":1.5}",
                "{\"per_hour\":1}",
                "{\"per_second\":1,\"per_minute\":1}",
                "{\"per_minute\":99999999999}")) {
            assertError(
                    client.post(WEBHOOKS, draft + "\"rate_limit\":" + limit + "}"),
                    400,
                    "rate_limit must be {\"per_second\": n} or {\"per_minute\": n}");
        }
        assertError(
                client.post(WEBHOOKS, draft + "\"rate_limit\":{\"per_second\":0}}"),
                400,
                "rateLimit must be 1 to 10000 attempts a second, was 0");
        Response answer = client.post(WEBHOOKS, draft + "\"metadata\":{\"a b\":\"x\"}}");
        assertThat(answer.json().get("violations").findValuesAsText("field")).containsExactly("metadata.\"a b\"");
    }

    @Test
    void lists_webhooks_in_pages() throws Exception {
        create();
        create();

        JsonNode first = client.get(WEBHOOKS + "?limit=1").json();
        JsonNode second = client.get(
                        WEBHOOKS + "?limit=1&cursor=" + first.get("next").textValue())
                .json();

        assertThat(first.get("webhooks")).hasSize(1);
        assertThat(second.get("webhooks")).hasSize(1).doesNotContain(first.at("/webhooks/0"));
        assertThat(second.get("next").isNull()).isTrue();
        assertError(client.get(WEBHOOKS + "?limit=1001"), 400, "limit must be 1 to 1000, was 1001");
        assertError(
                client.get(WEBHOOKS + "?cursor=bogus"),
                400,
                "cursor must be the next of a page, was \"bogus\"; leave it out for the first page");
    }

    @Test
    void moves_unfinished_chains_when_a_change_says_so() throws Exception {
        ci.respondWith(ReceiverResponse.of(503));
        String webhook = WEBHOOKS + "/"
                + client.post(WEBHOOKS, "{\"name\":\"n\",\"destinations\":[\"" + ci.url() + "\"]}")
                        .json()
                        .get("id")
                        .textValue();
        client.post(PUSHES, PUSH);
        ci.awaitDeliveries(1, PATIENCE);

        client.send(
                "PUT",
                webhook,
                "{\"name\":\"n\",\"destinations\":[\"" + deploy.url() + "\"],\"move_unfinished\":true}");

        deploy.awaitDeliveries(1, PATIENCE);
        assertError(
                client.send("PUT", webhook, "{\"name\":\"n\",\"move_unfinished\":1}"),
                400,
                "move_unfinished must be true or false");
    }

    @Test
    void keeps_and_shows_the_event_types_of_a_webhook() throws Exception {
        String draft = "{\"name\":\"n\",\"destinations\":[\"" + ci.url() + "\"],\"event_types\":";
        Response created = client.post(WEBHOOKS, draft + "[\"push\",\"order.*\"]}");
        String webhook = WEBHOOKS + "/" + created.json().path("id").asText();

        assertThat(created.json().path("event_types").toString()).isEqualTo("[\"push\",\"order.*\"]");
        assertThat(client.get(webhook).json().path("event_types").toString()).isEqualTo("[\"push\",\"order.*\"]");
        Response changed = client.send("PUT", webhook, draft + "[\"order.*\"]}");
        assertThat(changed.json().path("event_types").toString()).isEqualTo("[\"order.*\"]");
        assertThat(client.post(PUSHES, PUSH).json().path("chains")).isEmpty();
    }

    @Test
    void refuses_event_types_that_are_no_patterns() throws Exception {
        String draft = "{\"name\":\"n\",\"destinations\":[\"" + ci.url() + "\"],\"event_types\":";
        Response refused = client.post(WEBHOOKS, draft + "[\"push\",\"order*\"]}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.http().body())
                .isEqualTo("{\"error\":\"The webhook is not valid.\",\"violations\":[{\"field\":\"types[1]\",\"rule\":"
                        + "\"must be 1 to 100 characters of [a-zA-Z0-9_.-], or such a prefix with .* after it, for example"
                        + " order.*\",\"actual\":\"\\\"order*\\\"\"}]}");
        assertError(client.post(WEBHOOKS, draft + "\"push\"}"), 400, "event_types must be a list of strings");
    }

    @Test
    void refuses_a_webhook_on_all_official_images_which_no_push_matches() throws Exception {
        String draft = "{\"name\":\"n\",\"destinations\":[\"" + ci.url() + "\"]}";
        Response refused = client.post("/repositories/library/*/webhooks", draft);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.http().body())
                .isEqualTo("{\"error\":\"The webhook is not valid.\",\"violations\":[{\"field\":\"topic\",\"rule\":"
                        + "\"must not be library/*, which matches no push: the name of an official image has no namespace,"
                        + " so name the image, for example busybox\",\"actual\":\"\\\"library/*\\\"\"}]}");
        assertThat(client.post("/repositories/acme/*/webhooks", draft).status()).isEqualTo(201);
        assertThat(client.post("/repositories/library/busybox/webhooks", draft).status())
                .isEqualTo(201);
    }

    @Test
    void refuses_what_is_no_json_and_what_is_no_webhook() throws Exception {
        assertError(
                client.post(WEBHOOKS, "{\n\"name\":"),
                400,
                "the request body must be valid JSON, was broken near line 2, column 8");
        assertError(client.post(WEBHOOKS, "[]"), 400, "the request body must be a JSON object");
        assertError(client.post(WEBHOOKS, "{\"name\":1}"), 400, "name must be a string");
        assertError(
                client.post(WEBHOOKS, "{\"name\":\"n\",\"destinations\":\"x\"}"),
                400,
                "destinations must be a list of strings");
        assertError(
                client.post(WEBHOOKS, "{\"name\":\"n\",\"destinations\":[null]}"),
                400,
                "destinations must be a list of strings");
        assertError(
                client.post(WEBHOOKS, "{\"name\":\"n\",\"destination\":\"x\"}"),
                400,
                "a webhook has name, destinations, expect_final_callback, event_types, tags, owner, metadata,"
                        + " rate_limit, accept_redirects and headers, and nothing else, was \"destination\"");
        assertError(client.post(WEBHOOKS, "{\"name\":\"n\",\"owner\":7}"), 400, "owner must be a string");
    }

    @Test
    void refuses_a_push_that_is_no_payload_or_of_another_repository() throws Exception {
        assertError(client.post(PUSHES, "{}"), 400, "repository.repo_name is required, was absent");
        assertError(
                client.post("/repositories/acme/other/pushes", PUSH),
                400,
                "repository.repo_name must be that of the path, acme/other");
        assertThat(client.post(PUSHES, " ".repeat(5_000_000)).status()).isEqualTo(413);
    }

    @Test
    void reports_unknown_paths_methods_and_chains() throws Exception {
        assertError(client.get("/nowhere"), 404, "There is nothing at this path.");
        assertError(client.get("/chains/none"), 404, "there is no chain none");
        assertError(client.post("/chains/N-O/cancel", ""), 404, "there is no such chain");
        Response put = client.send("PUT", WEBHOOKS, "{}");
        assertError(put, 405, "This path takes GET, HEAD, OPTIONS, POST only.");
        assertThat(put.http().headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, POST");
        assertError(client.get(WEBHOOKS + "/" + create() + "/history?limit=x"), 400, "limit must be a number");
    }

    @Test
    void cancels_reruns_and_resumes_by_hand() throws Exception {
        create();
        String chain = client.post(PUSHES, PUSH).json().get("chains").get(0).textValue();
        assertError(
                client.post("/chains/" + chain + "/resume", ""),
                409,
                "chain " + chain + " can be resumed only while interrupted, was awaiting_callback",
                "chain " + chain + " can be resumed only while interrupted, was delivering");

        Response cancelled = client.post("/chains/" + chain + "/cancel", "");
        Response again = client.post("/chains/" + chain + "/rerun", "");

        assertThat(cancelled.json().get("state").textValue()).isEqualTo("cancelled");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json().get("event")).isEqualTo(cancelled.json().get("event"));
        assertThat(again.json().get("id")).isNotEqualTo(cancelled.json().get("id"));
    }

    private String create() throws IOException, InterruptedException {
        return client.post(
                        WEBHOOKS,
                        "{\"name\":\"chain\",\"destinations\":[\"" + ci.url() + "\",\"" + deploy.url() + "\"]}")
                .json()
                .get("id")
                .textValue();
    }

    private void callBack(TestReceiver receiver, String body) throws IOException, InterruptedException {
        RecordedDelivery delivery = receiver.awaitDeliveries(1, PATIENCE).get(0);
        assertThat(client.post(String.valueOf(delivery.payload().callbackUrl()), body)
                        .status())
                .isEqualTo(200);
    }

    private static void assertError(Response answer, int status, String... oneOf) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().get("error").textValue()).isIn((Object[]) oneOf);
    }
}
