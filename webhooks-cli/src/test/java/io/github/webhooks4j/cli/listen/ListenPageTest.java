package io.github.webhooks4j.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.cli.io.LoopbackServer;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.testkit.TestReceiver;
import io.github.webhooks4j.transport.AddressPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListenPageTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final CommandRun run = new CommandRun();
    private final Behaviour behaviour = new Behaviour("503,200", ScriptedCallback.parse("none"), new Random(1));
    private OkHttpTransport transport;
    private Listener listener;
    private LoopbackServer pages;

    @BeforeEach
    void open() {
        transport = OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
        var callbacks = new CallbackSender(Set.of(), transport);
        listener = new Listener(
                0,
                run.surroundings().out(),
                new Inspector(run.surroundings().clock(), null),
                behaviour,
                callbacks,
                new CountDownLatch(1));
        pages = LoopbackServer.bind(0);
        pages.serve("/", new ListenPage(pages.url(""), listener.arrivals(), behaviour, callbacks));
        listener.start();
        pages.start();
    }

    @AfterEach
    void close() {
        pages.close();
        listener.close();
        transport.close();
    }

    private HttpResponse<String> send(String method, URI url, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int deliver(String body, String... headers) throws IOException, InterruptedException {
        return send("POST", listener.url().resolve("/hook?a=b"), body, headers).statusCode();
    }

    private JsonNode arrivals(int after) throws IOException, InterruptedException {
        return JSON.readTree(
                send("GET", pages.url("/arrivals?after=" + after), "").body());
    }

    private HttpResponse<String> post(String path, String text, String... headers)
            throws IOException, InterruptedException {
        return send("POST", pages.url(path), text, headers);
    }

    @Test
    void shows_everything_that_came() throws Exception {
        deliver("{\"a\":\"<b>\"}", "webhook-id", "m1", "webhook-type", "order.placed");

        JsonNode shown = arrivals(0);

        JsonNode arrival = shown.at("/arrivals/0");
        assertThat(arrival.get("path").textValue()).isEqualTo("/hook?a=b");
        assertThat(arrival.get("id").textValue()).isEqualTo("m1");
        assertThat(arrival.get("type").textValue()).isEqualTo("order.placed");
        assertThat(arrival.get("body").textValue()).isEqualTo("{\"a\":\"<b>\"}");
        assertThat(arrival.get("response").textValue()).isEqualTo("503");
        assertThat(arrival.get("headers").toString()).contains("[\"Webhook-id\",\"m1\"]");
        assertThat(arrivals(shown.get("last").intValue()).get("arrivals")).isEmpty();
    }

    @Test
    void begins_another_script_while_it_runs() throws Exception {
        deliver("{}");
        assertThat(post("/responses", "410,204").statusCode()).isEqualTo(204);

        assertThat(deliver("{}")).isEqualTo(410);
        assertThat(deliver("{}")).isEqualTo(204);
        assertThat(arrivals(0).get("responses").textValue()).isEqualTo("410,204");
    }

    @Test
    void shows_the_seed_of_a_share_of_failures() throws Exception {
        assertThat(post("/responses", "503,fail:50%").statusCode()).isEqualTo(204);

        assertThat(arrivals(0).get("responses").textValue()).matches("503,fail:50%:\\d{1,6}");
    }

    @Test
    void keeps_the_script_when_another_is_refused() throws Exception {
        HttpResponse<String> refused = post("/responses", "fast");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("It must be " + ScriptedResponse.FORMS + ", was \"fast\"");
        assertThat(deliver("{}")).isEqualTo(503);
    }

    @Test
    void calls_back_by_hand_and_shows_the_result() throws Exception {
        try (TestReceiver hub = TestReceiver.start()) {
            deliver("{\"callback_url\":\"" + hub.url() + "\"}");
            int last = arrivals(0).get("last").intValue();

            HttpResponse<String> result = post("/arrivals/1/callback", "failure");

            assertThat(result.body()).isEqualTo("called back failure: 200");
            assertThat(hub.deliveries().get(0).text()).contains("\"failure\"");
            assertThat(arrivals(last).at("/arrivals/0/callback").textValue()).isEqualTo("called back failure: 200");
        }
    }

    @Test
    void refuses_another_site() throws Exception {
        assertThat(post("/responses", "500", "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(deliver("{}")).isEqualTo(503);
    }

    @Test
    void loads_nothing_from_elsewhere() throws Exception {
        for (String path : List.of("/", "/page.css", "/page.js")) {
            HttpResponse<String> response = send("GET", pages.url(path), "");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).doesNotContain("http://", "https://");
            assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; script-src 'self'");
        }
    }

    @Test
    void copies_a_request_as_curl_with_every_text_quoted() throws Exception {
        assertThat(send("GET", pages.url("/page.js"), "").body())
                .contains(
                        "'curl --globoff --request ' + quoted(arrival.method)",
                        "'--header ' + quoted(",
                        "'--data-raw ' + quoted(arrival.body)")
                .doesNotContain("--data-binary");
    }

    @Test
    void is_not_part_of_the_receiver_that_a_tunnel_reaches() throws Exception {
        assertThat(send("GET", listener.url().resolve("/arrivals"), "").statusCode())
                .isEqualTo(503);
    }
}
