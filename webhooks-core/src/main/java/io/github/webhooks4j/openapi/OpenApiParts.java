package io.github.webhooks4j.openapi;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.signature.WebhookHeaders;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is the same in the document of every catalogue: headers, responses, the callback. */
final class OpenApiParts {
    static final String SCHEMAS = "#/components/schemas/";
    static final String JSON = "application/json";
    static final String CALLBACK_URL = "callback_url";
    /** Marks hidden types, as several tools for documentation take it. */
    static final String HIDDEN = "x-internal";
    /** What to use instead of a deprecated type. */
    static final String INSTEAD = "x-use-instead";

    static final Map<String, @Nullable Object> ANY_OBJECT = object("type", "object");
    static final Map<String, @Nullable Object> CALLBACK_URL_SCHEMA = object(
            "type", "string", "format", "uri", "description", "Where the receiver reports the result, with one POST.");

    static final List<Object> HEADERS = List.of(
            reference("parameters", WebhookHeaders.ID),
            reference("parameters", WebhookHeaders.TIMESTAMP),
            reference("parameters", WebhookHeaders.SIGNATURE),
            reference("parameters", WebhookHeaders.ATTEMPT),
            reference("parameters", WebhookHeaders.TYPE),
            reference("parameters", WebhookHeaders.TEST));
    static final Map<String, @Nullable Object> RESPONSES = object(
            "2XX", reference("responses", "accepted"),
            "410", reference("responses", "gone"),
            "429", reference("responses", "slower"),
            "default", reference("responses", "failed"));
    static final Map<String, @Nullable Object> CALLBACKS =
            object("result", object("{$request.body#/" + CALLBACK_URL + "}", object("post", callback())));

    private OpenApiParts() {}

    /** Returns the section {@code components}. */
    static Map<String, @Nullable Object> components(Map<String, @Nullable Object> schemas, boolean callbacks) {
        var components = new LinkedHashMap<String, @Nullable Object>();
        components.put("schemas", schemas);
        components.put("parameters", parameters());
        components.put("responses", responses());
        if (callbacks) {
            components.put("requestBodies", object("callback", callbackBody()));
        }
        return components;
    }

    private static Map<String, @Nullable Object> parameters() {
        Map<String, @Nullable Object> text = object("type", "string");
        return object(
                WebhookHeaders.ID,
                header(
                        WebhookHeaders.ID,
                        true,
                        "Names the delivery: the same at each attempt. Accept a delivery once for each id.",
                        text),
                WebhookHeaders.TIMESTAMP,
                header(
                        WebhookHeaders.TIMESTAMP,
                        true,
                        "When the attempt was made, in seconds since 1970.",
                        object("type", "integer", "format", "int64")),
                WebhookHeaders.SIGNATURE,
                header(
                        WebhookHeaders.SIGNATURE,
                        true,
                        "Signatures of id, timestamp and body as Standard Webhooks defines them, separated by blanks.",
                        text),
                WebhookHeaders.ATTEMPT,
                header(
                        WebhookHeaders.ATTEMPT,
                        true,
                        "The number of the attempt, from 1.",
                        object("type", "integer", "minimum", 1)),
                WebhookHeaders.TYPE,
                header(WebhookHeaders.TYPE, true, "The type of the event.", text),
                WebhookHeaders.TEST,
                header(
                        WebhookHeaders.TEST,
                        false,
                        "Present if an operator tries the webhook out.",
                        object("type", "string", "enum", List.of("true"))));
    }

    private static Map<String, @Nullable Object> header(
            String name, boolean required, String description, Map<String, @Nullable Object> schema) {
        return object("name", name, "in", "header", "required", required, "description", description, "schema", schema);
    }

    private static Map<String, @Nullable Object> responses() {
        return object(
                "accepted",
                object("description", "The event is received."),
                "gone",
                object("description", "The receiver wants no more events; the webhook may be disabled."),
                "slower",
                object(
                        "description",
                        "Too many requests. The delivery is attempted again, not before the time in Retry-After.",
                        "headers",
                        object("Retry-After", object("schema", object("type", "string")))),
                "failed",
                object("description", "The event is not received; the delivery is attempted again."));
    }

    private static Map<String, @Nullable Object> callback() {
        return object(
                "summary",
                "Reports the result of the work to the sender",
                "requestBody",
                reference("requestBodies", "callback"),
                "responses",
                object(
                        "200", object("description", "The result is recorded, now or before."),
                        "default", object("description", "It is not recorded; the body has the reason.")),
                "security",
                List.of());
    }

    private static Map<String, @Nullable Object> callbackBody() {
        List<String> states =
                Arrays.stream(CallbackState.values()).map(CallbackState::code).toList();
        return object(
                "required",
                true,
                "content",
                object(
                        JSON,
                        object(
                                "schema",
                                object(
                                        "type",
                                        "object",
                                        "required",
                                        List.of("state"),
                                        "properties",
                                        object(
                                                "state", object("type", "string", "enum", states),
                                                "description", text(Callback.MAX_DESCRIPTION),
                                                "context", text(Callback.MAX_CONTEXT),
                                                "target_url", object("type", "string", "format", "uri"))))));
    }

    private static Map<String, @Nullable Object> text(int most) {
        return object("type", "string", "maxLength", most);
    }

    private static Map<String, @Nullable Object> reference(String section, String name) {
        return object("$ref", "#/components/" + section + "/" + name);
    }

    /** Returns an object with keys and values in turn, in this order. */
    static Map<String, @Nullable Object> object(Object... keysAndValues) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }
}
