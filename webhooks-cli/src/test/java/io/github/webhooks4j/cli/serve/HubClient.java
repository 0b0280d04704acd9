package io.github.webhooks4j.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Speaks to a hub as curl would. */
final class HubClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI hub;

    HubClient(URI hub) {
        this.hub = hub;
    }

    /** A response: its status and its JSON. */
    record Response(int status, JsonNode json, HttpResponse<String> http) {}

    Response get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    Response post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send("POST", path, body, headers);
    }

    Response send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(hub.resolve(path)).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!body.isEmpty() && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Response(response.statusCode(), JSON.readTree(response.body()), response);
    }

    /** Gets a chain until it is as wanted. */
    JsonNode awaitChain(String chain, Predicate<JsonNode> wanted) {
        return await("/chains/" + chain, response -> wanted.test(response.json()))
                .json();
    }

    /** Gets a resource until the response is as wanted. */
    Response await(String path, Predicate<Response> wanted) {
        return Awaitility.await(path)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL)
                .atMost(TIMEOUT)
                .until(() -> get(path), wanted);
    }
}
