package io.github.webhooks4j.cli.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.cli.io.ApiToken;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.HubJson;
import io.github.webhooks4j.cli.io.Printable;
import io.github.webhooks4j.engine.view.ChainView;
import io.github.webhooks4j.engine.view.FoundChainsView;
import io.github.webhooks4j.event.EventId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A hub that runs, over HTTP: only the one that the user names, without redirects. */
final class HubSource implements ChainSource {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI hub;
    private final @Nullable ApiToken token;

    /**
     * Creates one; no request is made yet.
     *
     * @param hub where the hub is
     * @param token what its requests must carry; null for none
     */
    HubSource(URI hub, @Nullable ApiToken token) {
        this.hub = hub;
        this.token = token;
    }

    @Override
    public FoundChainsView find(Map<String, String> conditions, int limit, @Nullable String cursor) {
        var parameters = new LinkedHashMap<>(conditions);
        parameters.put("limit", Integer.toString(limit));
        if (cursor != null) {
            parameters.put("cursor", cursor);
        }
        String query = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        return get("/chains?" + query, FoundChainsView.class).orElseThrow(this::noHub);
    }

    @Override
    public Optional<ChainView> chain(ChainId id) {
        return get("/chains/" + id.value() + "/explanation", ChainView.class);
    }

    @Override
    public Optional<ExplainedEvent> event(EventId id) {
        return get("/events/" + encoded(id.value()), ExplainedEvent.class);
    }

    @Override
    public PlannedJob bulk(BulkAction action, Map<String, String> conditions, boolean start, String by) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("action", action.code())
                .put("start", start)
                .put("by", by);
        body.set("filter", HubJson.write(conditions));
        HttpRequest.Builder request = request("/bulk")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()));
        return read(send(request), PlannedJob.class).orElseThrow(this::noHub);
    }

    private <V> Optional<V> get(String path, Class<V> type) {
        return read(send(request(path)), type);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(hub.toString().replaceFirst("/$", "") + path))
                .timeout(TIMEOUT);
        return token == null ? request : request.header("Authorization", token.authorization());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw CommandFailure.unreachable("the hub " + hub + " cannot be reached; check --hub and whether it runs");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.unreachable("the hub " + hub + " was not waited for");
        }
    }

    /** Returns what a hub has; empty if it does not know it. */
    private <V> Optional<V> read(HttpResponse<String> response, Class<V> type) {
        try {
            if (response.statusCode() == 404) {
                return Optional.empty();
            }
            if (response.statusCode() / 100 == 2) {
                return Optional.of(HubJson.MAPPER.readValue(response.body(), type));
            }
            String error =
                    HubJson.MAPPER.readTree(response.body()).path("error").asText();
            throw CommandFailure.refused(
                    "the hub " + hub + " responded " + response.statusCode() + ": " + Printable.of(error));
        } catch (JsonProcessingException e) {
            throw noHub();
        }
    }

    private CommandFailure noHub() {
        return CommandFailure.refused("what responds at " + hub + " is no hub of this version; check --hub");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        // The client has no connection that must be closed.
    }
}
