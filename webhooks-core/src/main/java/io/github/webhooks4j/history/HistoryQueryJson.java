package io.github.webhooks4j.history;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.internal.json.MalformedJsonException;
import io.github.webhooks4j.internal.json.StrictJson;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query as JSON: its conditions in one order, and none that it does not have. Without state. */
final class HistoryQueryJson {
    private static final int MAX_BYTES = 10_000;

    private HistoryQueryJson() {}

    static String write(HistoryQuery query) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        put(json, "webhook", query.webhook());
        put(json, "topic", query.topic());
        put(json, "owner", query.owner());
        put(json, "event", query.event());
        put(json, "type", query.type());
        if (!query.states().isEmpty()) {
            json.put(
                    "states", query.states().stream().map(ChainState.Kind::code).toList());
        }
        if (!query.causes().isEmpty()) {
            json.put(
                    "causes",
                    query.causes().stream().map(InterruptionCause::code).toList());
        }
        StatusRange status = query.lastStatus();
        if (status != null) {
            json.put("last_status", List.of((long) status.from(), (long) status.to()));
        }
        FailureCode failure = query.lastFailure();
        put(json, "last_failure", failure == null ? null : failure.code());
        put(json, "from", query.from());
        put(json, "until", query.until());
        return new String(StrictJson.write(json), StandardCharsets.UTF_8);
    }

    private static void put(Map<String, @Nullable Object> json, String key, @Nullable Object value) {
        if (value instanceof EventId id) {
            json.put(key, id.value());
        } else if (value != null) {
            json.put(key, value.toString());
        }
    }

    static HistoryQuery read(String text) {
        Map<String, @Nullable Object> json;
        try {
            json = StrictJson.parseObject(text.getBytes(StandardCharsets.UTF_8), MAX_BYTES);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e.violation("history query").toString(), e);
        }
        HistoryQuery query = HistoryQuery.all();
        for (Map.Entry<String, @Nullable Object> entry : json.entrySet()) {
            query = with(query, entry.getKey(), entry.getValue());
        }
        return query;
    }

    private static HistoryQuery with(HistoryQuery query, String key, @Nullable Object value) {
        return switch (key) {
            case "webhook" -> query.webhook(new WebhookId(text(key, value)));
            case "topic" -> query.topic(text(key, value));
            case "owner" -> query.owner(text(key, value));
            case "event" -> query.event(new EventId(text(key, value)));
            case "type" -> query.type(text(key, value));
            case "states" -> query.states(codes(key, value, ChainState.Kind::fromCode));
            case "causes" -> query.causes(codes(key, value, InterruptionCause::fromCode));
            case "last_status" -> query.lastStatus(range(key, value));
            case "last_failure" -> query.lastFailure(code(key, text(key, value), FailureCode::fromCode));
            case "from" -> query.from(time(key, value));
            case "until" -> query.until(time(key, value));
            default ->
                throw new IllegalArgumentException(
                        "a history query must have known conditions only, was " + Violation.quote(key));
        };
    }

    private static String text(String key, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrongType(key, "a string", value);
    }

    private static List<?> list(String key, @Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrongType(key, "a list", value);
    }

    private static <E> Set<E> codes(String key, @Nullable Object value, Function<String, Optional<E>> known) {
        var found = new LinkedHashSet<E>();
        for (Object code : list(key, value)) {
            found.add(code(key, text(key, code), known));
        }
        return found;
    }

    private static <E> E code(String key, String code, Function<String, Optional<E>> known) {
        return known.apply(code)
                .orElseThrow(() -> new IllegalArgumentException(
                        key + " of a history query must have known codes only, was " + Violation.quote(code)));
    }

    private static StatusRange range(String key, @Nullable Object value) {
        List<?> bounds = list(key, value);
        if (bounds.size() == 2 && bounds.get(0) instanceof Long from && bounds.get(1) instanceof Long to) {
            return StatusRange.of((int) Math.max(0, Math.min(from, 1_000)), (int) Math.max(0, Math.min(to, 1_000)));
        }
        throw new IllegalArgumentException(
                key + " of a history query must be a list of two integers, was of " + bounds.size());
    }

    private static Instant time(String key, @Nullable Object value) {
        String text = text(key, value);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    key + " of a history query must be an ISO-8601 time in UTC, was " + Violation.quote(text), e);
        }
    }

    private static IllegalArgumentException wrongType(String key, String type, @Nullable Object value) {
        return new IllegalArgumentException(
                key + " of a history query must be " + type + ", was " + StrictJson.typeOf(value));
    }
}
