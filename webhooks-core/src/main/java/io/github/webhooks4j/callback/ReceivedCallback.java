package io.github.webhooks4j.callback;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.MalformedJsonException;
import io.github.webhooks4j.internal.json.StrictJson;
import io.github.webhooks4j.internal.json.WebUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A callback as it was read from a body. Immutable.
 *
 * @param callback the callback, without the fields that could not be used
 * @param dropped the rules that those fields break, so that the receiver and the history can show them; usually none
 */
public record ReceivedCallback(Callback callback, List<Violation> dropped) {
    private static final String STATE = "state";

    /** Copies. */
    public ReceivedCallback {
        requireNonNull(callback, "callback");
        dropped = List.copyOf(dropped);
    }

    /**
     * Reads a callback. Fields that this library does not know are tolerated, and a byte order mark is skipped. A {@code
     * target_url} that is no absolute http or https URL is dropped: it is a link for people, and must not cost a chain its
     * result.
     *
     * @throws InvalidCallbackException with every broken rule if {@code json} is more than 64 KiB, is not one JSON object in
     *     UTF-8, has duplicate keys, text after its end or more than 64 levels, or if another field breaks its rule
     */
    public static ReceivedCallback parse(byte[] json) {
        Map<String, @Nullable Object> fields;
        try {
            fields = StrictJson.parseObject(json, Callback.MAX_BYTES);
        } catch (MalformedJsonException e) {
            throw new InvalidCallbackException(List.of(e.violation("body")));
        }
        var violations = new ArrayList<Violation>();
        CallbackState state = state(fields, violations);
        String description = text(fields, Callback.DESCRIPTION, Callback.MAX_DESCRIPTION, violations);
        String context = text(fields, Callback.CONTEXT, Callback.MAX_CONTEXT, violations);
        if (state == null || !violations.isEmpty()) {
            throw new InvalidCallbackException(violations);
        }
        return withTargetUrl(new Callback(state, description, context, null), fields.get(Callback.TARGET_URL));
    }

    /** Returns {@code callback} with the value of its field {@code target_url}, if that can be used. */
    private static ReceivedCallback withTargetUrl(Callback callback, @Nullable Object value) {
        if (value == null || value.equals("")) {
            return new ReceivedCallback(callback, List.of());
        }
        var url = value instanceof String text ? WebUrl.parse(text) : Optional.<URI>empty();
        String actual = value instanceof String text ? Violation.quote(text) : StrictJson.typeOf(value);
        return url.map(link -> new ReceivedCallback(callback.withTargetUrl(link), List.of()))
                .orElseGet(() -> new ReceivedCallback(
                        callback, List.of(new Violation(Callback.TARGET_URL, WebUrl.RULE, actual))));
    }

    private static @Nullable CallbackState state(Map<String, @Nullable Object> fields, List<Violation> violations) {
        Object value = fields.get(STATE);
        if (value instanceof String word) {
            var state = CallbackState.fromCode(word);
            if (state.isPresent()) {
                return state.get();
            }
        }
        String actual = value instanceof String word
                ? Violation.quote(word)
                : fields.containsKey(STATE) ? StrictJson.typeOf(value) : "absent";
        violations.add(new Violation(STATE, "must be success, failure or error", actual));
        return null;
    }

    private static @Nullable String text(
            Map<String, @Nullable Object> fields, String key, int max, List<Violation> violations) {
        Object value = fields.get(key);
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            Callback.checkText(key, text, max, violations);
            return text;
        }
        violations.add(new Violation(key, "must be a string", StrictJson.typeOf(value)));
        return null;
    }
}
