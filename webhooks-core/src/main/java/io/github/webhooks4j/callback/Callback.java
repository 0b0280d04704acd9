package io.github.webhooks4j.callback;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.StrictJson;
import io.github.webhooks4j.internal.json.WebUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver POSTs to the {@code callback_url} of a payload once its work is done. Immutable; one that breaks the rules
 * cannot be built. The rules are those that Docker Hub documented until August 2024 ("Validate a webhook callback"); it takes
 * no callbacks any more, while this library does. Where the rules are silent: lengths count Unicode code
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

    static final String DESCRIPTION = "description";
    static final String CONTEXT = "context";
    static final String TARGET_URL = "target_url";

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
        if (targetUrl.isEmpty()) {
            return withTargetUrl((URI) null);
        }
        return withTargetUrl(WebUrl.parse(targetUrl)
                .orElseThrow(() -> new InvalidCallbackException(
                        List.of(new Violation(TARGET_URL, WebUrl.RULE, Violation.quote(targetUrl))))));
    }

    /**
     * Reads a callback, by the rules of {@link ReceivedCallback#parse}, and without what was dropped.
     *
     * @throws InvalidCallbackException as {@link ReceivedCallback#parse} does
     */
    public static Callback parse(byte[] json) {
        return ReceivedCallback.parse(json).callback();
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

    static void checkText(String field, @Nullable String text, int max, List<Violation> violations) {
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
