package io.github.webhooks4j.examples.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Predicate;

/** Speaks to a hub as curl would. */
final class HubClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long PAUSE_NANOS = 5_000_000L;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI hub;

    HubClient(URI hub) {
        this.hub = hub;
    }

    /** An answer: its status and its JSON. */
    record Answer(int status, JsonNode json, HttpResponse<String> http) {}

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    Answer post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send("POST", path, body, headers);
    }

    Answer send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(hub.resolve(path)).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!body.isEmpty() && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
    }

    /** Asks for a chain until it is as wanted. */
    JsonNode awaitChain(String chain, Predicate<JsonNode> wanted) throws IOException, InterruptedException {
        return await("/chains/" + chain, answer -> wanted.test(answer.json())).json();
    }

    /** Asks until the answer is as wanted. */
    Answer await(String path, Predicate<Answer> wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        Answer answer = get(path);
        while (!wanted.test(answer)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(path + " was still " + answer.http().body());
            }
            java.util.concurrent.locks.LockSupport.parkNanos(PAUSE_NANOS);
            answer = get(path);
        }
        return answer;
    }
}
