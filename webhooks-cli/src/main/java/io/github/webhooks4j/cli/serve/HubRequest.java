package io.github.webhooks4j.cli.serve;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A parsed request: method, path segments and query parameters, decoded. */
final class HubRequest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String method;
    private final List<String> path;
    private final Map<String, String> query;
    private final Optional<String> idempotencyKey;
    private final byte[] body;

    private HubRequest(
            String method, List<String> path, Map<String, String> query, Optional<String> idempotencyKey, byte[] body) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.idempotencyKey = idempotencyKey;
        this.body = body;
    }

    static HubRequest of(Request request, byte[] body) {
        List<String> path = Stream.of(request.getHttpURI().getPath().split("/"))
                .filter(segment -> !segment.isEmpty())
                // In a path a plus sign is itself.
                .map(segment -> decode(segment.replace("+", "%2B")))
                .toList();
        return new HubRequest(
                request.getMethod(),
                path,
                query(request.getHttpURI().getQuery()),
                Optional.ofNullable(request.getHeaders().get("Idempotency-Key")),
                body);
    }

    String method() {
        return method;
    }

    /** Returns whether the path has these segments; {@code *} stands for any. */
    boolean hasPath(String... segments) {
        if (path.size() != segments.length) {
            return false;
        }
        for (int i = 0; i < segments.length; i++) {
            if (!segments[i].equals("*") && !segments[i].equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    String segment(int index) {
        return path.get(index);
    }

    Map<String, String> parameters() {
        return Map.copyOf(query);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    Optional<String> idempotencyKey() {
        return idempotencyKey;
    }

    byte[] body() {
        return body;
    }

    /** Returns the body as a JSON object. */
    ObjectNode json() {
        try {
            JsonNode json = JSON.readTree(body);
            if (json instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            throw new IllegalArgumentException(
                    "the request body must be valid JSON"
                            + (place == null
                                    ? ""
                                    : ", was broken near line " + place.getLineNr() + ", column "
                                            + place.getColumnNr()),
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the request body must be valid JSON", e);
        }
        throw new IllegalArgumentException("the request body must be a JSON object");
    }

    private static Map<String, String> query(@Nullable String raw) {
        var query = new HashMap<String, String>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                query.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
