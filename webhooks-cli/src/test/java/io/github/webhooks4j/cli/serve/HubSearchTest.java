package io.github.webhooks4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.webhooks4j.cli.serve.HubClient.Response;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.TestReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("e2e")
class HubSearchTest {
    private static final String WEBHOOKS = "/repositories/acme/app/webhooks";
    private static final String PUSHES = "/repositories/acme/app/pushes";

    @TempDir
    private Path folder;

    private Hub hub;
    private HubClient client;
    private TestReceiver receiver;
    private String chain;

    /** Opens a hub with one chain, which is interrupted, for the event e1. */
    @BeforeEach
    void open() throws Exception {
        receiver = TestReceiver.start();
        receiver.respondWith(ReceiverResponse.of(410));
        hub = TestHub.open(folder.resolve("hub.db"), AccessRules.of(null, List.of()));
        client = new HubClient(hub.url());
        client.post(WEBHOOKS, "{\"name\":\"n\",\"destinations\":[\"" + receiver.url() + "\"]}");
        chain = client.post(PUSHES, "{\"repository\":{\"repo_name\":\"acme/app\"}}", "Idempotency-Key", "e1")
                .json()
                .at("/chains/0")
                .textValue();
        client.awaitChain(chain, json -> json.get("state").textValue().equals("interrupted"));
    }

    @AfterEach
    void close() {
        hub.close();
        receiver.close();
    }

    @Test
    void finds_the_chains_that_meet_every_condition() throws Exception {
        JsonNode found = client.get("/chains?state=interrupted,cancelled&status=400-499&topic=acme/*")
                .json();

        assertThat(found.get("chains").findValuesAsText("id")).containsExactly(chain);
        assertThat(found.at("/chains/0/last_status").intValue()).isEqualTo(410);
        assertThat(client.get("/chains?state=complete").json().get("chains")).isEmpty();
    }

    @Test
    void refuses_a_condition_of_another_name_or_form() throws Exception {
        assertError(
                client.get("/chains?sate=complete"),
                "a condition must be one of webhook, topic, owner, event, type, state, cause, status, failure, from,"
                        + " until, was \"sate\"");
        assertError(client.get("/chains?status=bad"), "status must be a status such as 503, or 500-599, was \"bad\"");
    }

    @Test
    void explains_a_chain() throws Exception {
        JsonNode explained = client.get("/chains/" + chain + "/explanation").json();

        assertThat(explained.get("cause").textValue()).isEqualTo("destination_gone");
        assertThat(explained.at("/next/code").textValue()).isEqualTo("finished");
    }

    @Test
    void explains_an_event_whose_id_has_a_slash_and_a_percent_sign() throws Exception {
        client.post(PUSHES, "{\"repository\":{\"repo_name\":\"acme/app\"}}", "Idempotency-Key", "ci/42%");

        assertThat(client.get("/events/ci%2F42%25").status()).isEqualTo(200);
    }

    @Test
    void explains_to_which_webhooks_an_event_went() throws Exception {
        JsonNode explained = client.get("/events/e1").json();

        assertThat(explained.at("/event/id").textValue()).isEqualTo("e1");
        assertThat(explained.at("/webhooks/0/chain").textValue()).isEqualTo(chain);
        assertThat(client.get("/events/none").json().get("error").textValue()).isEqualTo("there is no such event");
    }

    @Test
    void plans_a_bulk_job_and_starts_it_only_if_told_to() throws Exception {
        String request = "{\"action\":\"rerun\",\"filter\":{\"state\":\"interrupted\"}";

        Response planned = client.post("/bulk", request + "}");
        assertThat(planned.status()).isEqualTo(200);
        assertThat(planned.json().at("/plan/chains").intValue()).isEqualTo(1);
        assertThat(planned.json().get("job").isNull()).isTrue();
        assertThat(client.get("/bulk").json().get("jobs")).isEmpty();

        Response started = client.post("/bulk", request + ",\"start\":true,\"by\":\"ops\"}");
        assertThat(started.status()).isEqualTo(202);
        String job = started.json().at("/job/id").textValue();
        Response done = client.await(
                "/bulk/" + job, each -> each.json().get("state").textValue().equals("finished"));
        assertThat(done.json().get("started_by").textValue()).isEqualTo("ops");
        assertThat(client.post("/bulk/" + job + "/stop", "").status()).isEqualTo(409);
    }

    @Test
    void refuses_a_bulk_request_that_is_none() throws Exception {
        assertError(client.post("/bulk", "{}"), "action must be resume, rerun or cancel, was \"\"");
        assertError(
                client.post("/bulk", "{\"action\":\"resume\",\"yes\":true}"),
                "a bulk request has action, filter, start and by, and nothing else, was \"yes\"");
        assertError(
                client.post("/bulk", "{\"action\":\"resume\",\"filter\":[]}"), "filter must be an object of strings");
        assertThat(client.get("/bulk/none").json().get("error").textValue()).isEqualTo("there is no such bulk job");
    }

    private static void assertError(Response response, String message) throws IOException {
        assertThat(response.json().get("error").textValue()).isEqualTo(message);
        assertThat(response.status()).isEqualTo(400);
    }
}
