package io.github.webhooks4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.cli.serve.RawHttp.Response;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.testkit.TestReceiver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page in the browser of a user of the hub could send to it. */
@Tag("e2e")
class HubAccessTest {
    private static final String WEBHOOKS = "/repositories/acme/app/webhooks";
    private static final String WEBHOOK = "{\"name\":\"n\",\"destinations\":[\"http://127.0.0.1:1/\"]}";
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    private Path folder;

    private Hub hub;

    @BeforeEach
    void open() {
        hub = TestHub.open(
                folder.resolve("hub.db"),
                AccessRules.of(
                        URI.create("https://user@Hub.Example:8443/callbacks"),
                        List.of("hub.lan", "fd00::1", "2001:db8:0:0:0:0:0:1")));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:1",
                "127.0.0.1:8080",
                "[::1]:8080",
                "hub.example",
                "hub.example.:8443",
                "hub.lan:80",
                "[FD00:0::1]",
                "[0:0:0:0:0:0:0:1]",
                "[fd00::1]",
                "[2001:db8::1]"
            })
    void takes_requests_for_its_own_names(String host) throws IOException {
        assertThat(send("", "GET /health HTTP/1.1", "Host: " + host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evil.example         | \\\"evil.example\\\"",
                "localhost.evil.example:8080 | \\\"localhost.evil.example:8080\\\"",
                "127.0.0.2            | \\\"127.0.0.2\\\"",
                "[::2]                | \\\"[::2]\\\"",
            })
    void refuses_requests_for_another_host(String host, String quoted) throws IOException {
        assertThat(send(WEBHOOK, "POST " + WEBHOOKS + " HTTP/1.1", "Host: " + host, JSON))
                .extracting(Response::status, Response::body)
                .containsExactly(
                        421,
                        "{\"error\":\"Host must be a loopback name, the host of --callback-base or one of --host, was "
                                + quoted + "; start serve with --host NAME to be reached by another name.\"}");
        assertThat(send("", "GET /callbacks/x HTTP/1.1", "Host: " + host).status())
                .isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://localhost:3000",
                "http://localhost.evil.example",
                "null",
                "http://127.0.0.1:8080",
                "file://localhost:8080",
                ""
            })
    void refuses_what_a_page_of_another_origin_sends(String origin) throws IOException {
        assertThat(send(WEBHOOK, "POST " + WEBHOOKS + " HTTP/1.1", "Host: localhost:8080", "Origin: " + origin, JSON))
                .extracting(Response::status, Response::body)
                .containsExactly(
                        403,
                        "{\"error\":\"Origin must be that of the hub itself, or absent, was \\\"" + origin
                                + "\\\".\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080",
        "http://localhost, localhost:80",
        "https://Hub.Example, hub.example",
        "https://hub.example:8443, hub.example:8443",
    })
    void takes_what_a_page_of_its_own_origin_sends(String origin, String host) throws IOException {
        assertThat(send(WEBHOOK, "POST " + WEBHOOKS + " HTTP/1.1", "Host: " + host, "Origin: " + origin, JSON)
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "application/vnd.acme+json"
            })
    void takes_json_types(String type) throws IOException {
        assertThat(send(WEBHOOK, "POST " + WEBHOOKS + " HTTP/1.1", "Host: localhost", "Content-Type: " + type)
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=application/json",
                "text/plain; a=application/json",
                "text/json",
                "application/json; charset=utf-16",
                "application/jsonp",
                "application/json, text/plain"
            })
    void refuses_a_body_of_another_type(String type) throws IOException {
        assertThat(send(WEBHOOK, "POST " + WEBHOOKS + " HTTP/1.1", "Host: localhost", "Content-Type: " + type))
                .extracting(Response::status, Response::body)
                .containsExactly(
                        415,
                        "{\"error\":\"Content-Type must be application/json or another JSON type, in UTF-8, was \\\""
                                + type.substring(0, Math.min(type.length(), 40)) + (type.length() > 40 ? "\\u2026" : "")
                                + "\\\".\"}");
    }

    @Test
    void refuses_a_body_without_a_type() throws IOException {
        assertThat(send(WEBHOOK, "PUT " + WEBHOOKS + "/x HTTP/1.1", "Host: localhost"))
                .extracting(Response::status, Response::body)
                .containsExactly(
                        415,
                        "{\"error\":\"Content-Type must be application/json or another JSON type, in UTF-8,"
                                + " was absent.\"}");
    }

    @Test
    void takes_callbacks_of_any_type_and_from_any_origin() throws Exception {
        try (TestReceiver ci = TestReceiver.start()) {
            var client = new HubClient(hub.url());
            client.post(
                    WEBHOOKS,
                    "{\"name\":\"n\",\"destinations\":[\"" + ci.url() + "\"],\"expect_final_callback\":true}");
            client.post("/repositories/acme/app/pushes", "{\"repository\":{\"repo_name\":\"acme/app\"}}");
            PushPayload payload =
                    ci.awaitDeliveries(1, Duration.ofSeconds(20)).get(0).payload();

            Response response = send(
                    "{\"state\":\"success\"}",
                    "POST " + String.valueOf(payload.callbackUrl()).replaceFirst("http://[^/]*", "") + " HTTP/1.1",
                    "Host: hub.example",
                    "Origin: https://ci.example",
                    "Content-Type: text/plain");

            assertThat(response.status()).isEqualTo(200);
        }
    }

    @Test
    void responds_to_head_as_get_without_the_body() throws IOException {
        Response get = send("", "GET /health HTTP/1.1", "Host: localhost");
        Response head = send("", "HEAD /health HTTP/1.1", "Host: localhost");
        Response none = send("", "HEAD /nowhere HTTP/1.1", "Host: localhost");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(withoutDate(head.head())).isEqualTo(withoutDate(get.head()));
        assertThat(none.status()).isEqualTo(404);
    }

    @Test
    void reports_the_methods_of_a_path_when_asked_for_its_options() throws IOException {
        Response options = send("", "OPTIONS /health HTTP/1.1", "Host: localhost");

        assertThat(options.status()).isEqualTo(204);
        assertThat(options.head().lines())
                .contains("Allow: GET, HEAD, OPTIONS")
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
        assertThat(send("", "OPTIONS /nowhere HTTP/1.1", "Host: localhost").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/callbacks/%", "/repositories/%4/x/webhooks", "/a|b", "/{id}", "/a\\b", "a", "*"})
    void reports_an_unknown_path_in_its_own_form(String path) throws IOException {
        assertIsNoRequest(send("", "GET " + path + " HTTP/1.1", "Host: localhost"));
    }

    @Test
    void reports_an_invalid_request_in_its_own_form() throws IOException {
        assertIsNoRequest(send("", "GET", "Host: localhost"));
        assertIsNoRequest(send("", "GET /health HTTP/1.1", "Host: localhost", "Content-Length: -1"));
        assertIsNoRequest(send("", "GET /health HTTP/1.1", "Host: localhost", "Host : evil.example"));
        assertIsNoRequest(send("", "GET /health HTTP/1.1", "Host: localhost", "Host: evil.example"));
        assertIsNoRequest(send("", "GET /health HTTP/1.1", "Host: evil.example@localhost"));
        assertIsNoRequest(send(WEBHOOK, "POST /health HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked"));
        assertIsNoRequest(sendChunks("x\r\n"));
    }

    @Test
    void takes_a_body_in_chunks() throws IOException {
        String chunks = "5;x=y\r\n" + WEBHOOK.substring(0, 5) + "\r\n"
                + Integer.toHexString(WEBHOOK.length() - 5) + "\r\n" + WEBHOOK.substring(5)
                + "\r\n0\r\nTrailer: x\r\n\r\n";

        assertThat(sendChunks(chunks).status()).isEqualTo(201);
    }

    private static void assertIsNoRequest(Response response) {
        assertThat(response)
                .extracting(Response::status, Response::body)
                .containsExactly(
                        400,
                        "{\"error\":\"The request must be valid HTTP with a path that is a valid URI; write %25 for a percent sign.\"}");
        assertThat(response.head().lines()).contains("Content-Type: application/json");
    }

    private Response sendChunks(String chunks) throws IOException {
        // All of it in the place of the headers, since it brings no length.
        return send(
                "",
                "POST " + WEBHOOKS + " HTTP/1.1",
                "Host: localhost",
                JSON,
                "Transfer-Encoding: chunked\r\n\r\n" + chunks);
    }

    private static List<String> withoutDate(String head) {
        return head.lines().filter(line -> !line.startsWith("Date:")).sorted().toList();
    }

    private Response send(String body, String... lines) throws IOException {
        return RawHttp.send(hub.url(), body, lines);
    }
}
