package io.github.webhooks4j.console.exchange;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The response of the console: a status, headers, and a body. The body may show a secret once, and a header may set a
 * cookie, so no serialiser finds them. Immutable as long as the body is not changed.
 */
public final class ConsoleResponse {
    private final int status;
    private final transient Map<String, String> headers;
    private final transient byte[] body;

    private ConsoleResponse(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        this.body = body;
    }

    /**
     * Returns a response with a body and its type.
     *
     * @param body not copied
     */
    public static ConsoleResponse of(int status, String contentType, byte[] body) {
        return new ConsoleResponse(
                status,
                Map.of("Content-Type", requireNonNull(contentType, "contentType")),
                requireNonNull(body, "body"));
    }

    /** Returns a response with a text. */
    public static ConsoleResponse text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a response without a body. */
    public static ConsoleResponse empty(int status) {
        return new ConsoleResponse(status, Map.of(), new byte[0]);
    }

    /** Returns the redirect after a form: the browser gets {@code location} next. */
    public static ConsoleResponse seeOther(String location) {
        return empty(303).withHeader("Location", location);
    }

    /** Returns this response with one more header; one of the same name is replaced. */
    public ConsoleResponse withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
        return new ConsoleResponse(status, more, body);
    }

    /** Returns the status. */
    public int status() {
        return status;
    }

    /** Returns the headers to set; {@code Content-Length} is up to the adapter. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Shows the status only. */
    @Override
    public String toString() {
        return "ConsoleResponse[" + status + "]";
    }
}
