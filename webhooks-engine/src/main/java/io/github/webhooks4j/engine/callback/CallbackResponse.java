package io.github.webhooks4j.engine.callback;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.engine.metrics.CallbackResult;
import io.github.webhooks4j.internal.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The response of the callback endpoint: a status, headers, and a JSON object. Immutable as long as the body is not changed. */
public final class CallbackResponse {
    private static final Map<String, String> JSON =
            Map.of("Content-Type", "application/json", "Cache-Control", "no-store");

    private final CallbackResult result;
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private CallbackResponse(CallbackResult result, int status, Map<String, String> headers, byte[] body) {
        this.result = result;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    static CallbackResponse accepted(CallbackResult result, String sentence, List<Violation> dropped) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        object.put("result", sentence);
        if (!dropped.isEmpty()) {
            object.put("dropped", fieldsOf(dropped));
        }
        return new CallbackResponse(result, 200, JSON, StrictJson.write(object));
    }

    static CallbackResponse error(CallbackResult result, int status, String sentence) {
        return new CallbackResponse(result, status, JSON, StrictJson.write(Map.of("error", sentence)));
    }

    static CallbackResponse invalid(List<Violation> violations) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        object.put("error", "The callback is not valid; the step goes on waiting for one that is.");
        object.put("violations", fieldsOf(violations));
        return new CallbackResponse(CallbackResult.INVALID, 400, JSON, StrictJson.write(object));
    }

    private static List<Map<String, String>> fieldsOf(List<Violation> violations) {
        return violations.stream().map(CallbackResponse::fieldsOf).toList();
    }

    private static Map<String, String> fieldsOf(Violation violation) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("field", violation.field());
        fields.put("rule", violation.rule());
        fields.put("actual", violation.actual());
        return fields;
    }

    /** Returns what became of the request. */
    CallbackResult result() {
        return result;
    }

    CallbackResponse withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new CallbackResponse(result, status, Map.copyOf(more), body);
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
