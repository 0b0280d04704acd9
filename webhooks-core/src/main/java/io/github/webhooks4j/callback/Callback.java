package io.github.webhooks4j.callback;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.MalformedJsonException;
import io.github.webhooks4j.internal.json.StrictJson;
import io.github.webhooks4j.internal.json.WebUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver POSTs to the {@code callback_url} of a payload once its work is done. Immutable; one that breaks the rules
 * cannot be built. The rules are Docker Hub's ("Validate a webhook callback"); where they are silent: lengths count Unicode code
 * points, and an empty text in an optional field is the same as none.
 *
 * @param state the result of the work
 * @param description a text for people, at most 255 characters; null for none
 * @param context who calls back, for example {@code Continuous integration by Acme CI}, at most 100 characters; null for none
 * @param targetUrl where people find the results, an absolute http or https URL that this library never opens; null for none
 */
public record Callback(
        CallbackState state,
        @Nullable String description,
        @Nullable String context,
        @Nullable URI targetUrl) {
    /** The most code points that a description may have. */
    public static final int MAX_DESCRIPTION = 255;
    /** The most code points that a context may have. */
    public static final int MAX_CONTEXT = 100;
    /** The most bytes that a callback's body may have. */
    public static final int MAX_BYTES = 64 << 10;

    private static final String DESCRIPTION = "description";
    private static final String CONTEXT = "context";
    private static final String TARGET_URL = "target_url";

    /**
     * Checks the rules.
     *
     * @throws InvalidCallbackException if a text is too long or no Unicode, or the URL is not an absolute http or https URL
     */
    public Callback {
        requireNonNull(state, "state");
        var violations = new ArrayList<Violation>();
        description = emptyIsNone(description);
        context = emptyIsNone(context);
        checkText(DESCRIPTION, description, MAX_DESCRIPTION, violations);
        checkText(CONTEXT, context, MAX_CONTEXT, violations);
        if (targetUrl != null && !WebUrl.isWebUrl(targetUrl)) {
            violations.add(new Violation(TARGET_URL, WebUrl.RULE, Violation.quote(targetUrl.toString())));
        }
        refuseIfAny(violations);
    }

    /** Returns a callback that lets the chain continue. */
    public static Callback success() {
        return new Callback(CallbackState.SUCCESS, null, null, null);
    }

    /** Returns a callback that interrupts the chain: the work was done and its result is bad. */
    public static Callback failure() {
        return new Callback(CallbackState.FAILURE, null, null, null);
    }

    /** Returns a callback that interrupts the chain: the work could not be done. */
    public static Callback error() {
        return new Callback(CallbackState.ERROR, null, null, null);
    }

    /**
     * Returns this callback with a description.
     *
     * @throws InvalidCallbackException if it is longer than 255 code points
     */
    public Callback withDescription(@Nullable String description) {
        return new Callback(state, description, context, targetUrl);
    }

    /**
     * Returns this callback with a context.
     *
     * @throws InvalidCallbackException if it is longer than 100 code points
     */
    public Callback withContext(@Nullable String context) {
        return new Callback(state, description, context, targetUrl);
    }

    /**
     * Returns this callback with a link to the results.
     *
     * @throws InvalidCallbackException if it is not an absolute http or https URL
     */
    public Callback withTargetUrl(@Nullable URI targetUrl) {
        return new Callback(state, description, context, targetUrl);
    }

    /**
     * Returns this callback with a link to the results, given as text; an empty text is none.
     *
     * @throws InvalidCallbackException if it is not an absolute http or https URL
     */
    public Callback withTargetUrl(String targetUrl) {
        var violations = new ArrayList<Violation>();
        URI url = url(targetUrl, violations);
        refuseIfAny(violations);
        return withTargetUrl(url);
    }

    /**
     * Reads a callback. Fields that this library does not know are tolerated.
     *
     * @throws InvalidCallbackException with every broken rule if {@code json} is more than 64 KiB, is not one JSON object in
     *     UTF-8, has duplicate keys, text after its end or more than 64 levels, or if a field breaks its rule
     */
    public static Callback parse(byte[] json) {
        Map<String, @Nullable Object> fields;
        try {
            fields = StrictJson.parseObject(json, MAX_BYTES);
        } catch (MalformedJsonException e) {
            throw new InvalidCallbackException(List.of(e.violation("body")));
        }
        var violations = new ArrayList<Violation>();
        CallbackState state = state(fields, violations);
        String description = text(fields, DESCRIPTION, violations);
        checkText(DESCRIPTION, description, MAX_DESCRIPTION, violations);
        String context = text(fields, CONTEXT, violations);
        checkText(CONTEXT, context, MAX_CONTEXT, violations);
        URI targetUrl = url(text(fields, TARGET_URL, violations), violations);
        if (state == null || !violations.isEmpty()) {
            throw new InvalidCallbackException(violations);
        }
        return new Callback(state, description, context, targetUrl);
    }

    /** Writes the callback as UTF-8 JSON, absent fields left out. */
    public byte[] toJson() {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("state", state.code());
        fields.put(DESCRIPTION, description);
        fields.put(CONTEXT, context);
        fields.put(TARGET_URL, targetUrl == null ? null : targetUrl.toString());
        fields.values().removeIf(value -> value == null);
        return StrictJson.write(fields);
    }

    /** Shows short excerpts, quoted: they are untrusted text. */
    @Override
    public String toString() {
        return "Callback[" + state.code() + shown(DESCRIPTION, description) + shown(CONTEXT, context)
                + shown(TARGET_URL, targetUrl) + "]";
    }

    private static String shown(String field, @Nullable Object value) {
        return value == null ? "" : ", " + field + "=" + Violation.quote(value.toString());
    }

    private static @Nullable CallbackState state(Map<String, @Nullable Object> fields, List<Violation> violations) {
        Object value = fields.get("state");
        if (value instanceof String word) {
            var state = CallbackState.fromCode(word);
            if (state.isPresent()) {
                return state.get();
            }
        }
        String actual = value instanceof String word
                ? Violation.quote(word)
                : fields.containsKey("state") ? StrictJson.typeOf(value) : "absent";
        violations.add(new Violation("state", "must be success, failure or error", actual));
        return null;
    }

    private static @Nullable String text(Map<String, @Nullable Object> fields, String key, List<Violation> violations) {
        Object value = fields.get(key);
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        violations.add(new Violation(key, "must be a string", StrictJson.typeOf(value)));
        return null;
    }

    private static @Nullable URI url(@Nullable String text, List<Violation> violations) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        var url = WebUrl.parse(text);
        if (url.isEmpty()) {
            violations.add(new Violation(TARGET_URL, WebUrl.RULE, Violation.quote(text)));
        }
        return url.orElse(null);
    }

    private static void checkText(String field, @Nullable String text, int max, List<Violation> violations) {
        if (text == null) {
            return;
        }
        if (!StrictJson.isUnicode(text)) {
            violations.add(new Violation(field, "must be Unicode text", "half of a surrogate pair"));
        }
        int length = text.codePointCount(0, text.length());
        if (length > max) {
            violations.add(new Violation(field, "must be at most " + max + " characters", length + " characters"));
        }
    }

    private static @Nullable String emptyIsNone(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static void refuseIfAny(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new InvalidCallbackException(violations);
        }
    }
}
