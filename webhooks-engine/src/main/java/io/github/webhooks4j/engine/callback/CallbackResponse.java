package io.github.webhooks4j.engine.callback;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The response of the callback endpoint: a status, headers, and a JSON object. Immutable as long as the body is not changed. */
public final class CallbackResponse {
    private static final Map<String, String> JSON =
            Map.of("Content-Type", "application/json", "Cache-Control", "no-store");

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private CallbackResponse(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    static CallbackResponse of(int status, String key, String sentence) {
        return new CallbackResponse(status, JSON, StrictJson.write(Map.of(key, sentence)));
    }

    static CallbackResponse invalid(List<Violation> violations) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        object.put("error", "The callback is not valid; the step goes on waiting for one that is.");
        object.put(
                "violations",
                violations.stream()
                        .map(violation -> Map.of(
                                "field", violation.field(),
                                "rule", violation.rule(),
                                "actual", violation.actual()))
                        .toList());
        return new CallbackResponse(400, JSON, StrictJson.write(object));
    }

    CallbackResponse withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new CallbackResponse(status, Map.copyOf(more), body);
    }

    /** Returns the status. */
    public int status() {
        return status;
    }

    /** Returns the headers to set. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the JSON object; not a copy. */
    public byte[] body() {
        return body;
    }
}
