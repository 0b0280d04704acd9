package io.github.webhooks4j.cli.io;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.history.StatusRange;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the conditions that choose chains: options of the command line, or parameters of a hub, which have the same names. */
public final class ChainFilter {
    private static final Pattern STATUSES = Pattern.compile("(\\d{3})(-(\\d{3}))?");

    private static final List<Condition<?>> CONDITIONS = List.of(
            new Condition<>("webhook", "the id of a webhook", WebhookId::parse, HistoryQuery::webhook),
            new Condition<>("topic", "a topic, or a namespace as acme/*", Optional::of, HistoryQuery::topic),
            new Condition<>("owner", "an owner", Optional::of, HistoryQuery::owner),
            new Condition<>("event", "the id of an event", EventId::parse, HistoryQuery::event),
            new Condition<>("type", "a type of events, or a prefix as order.*", Optional::of, HistoryQuery::type),
            new Condition<>(
                    "state",
                    "delivering, awaiting_callback, complete, interrupted or cancelled, or several separated by commas",
                    text -> all(text, ChainState.Kind::fromCode),
                    HistoryQuery::states),
            new Condition<>(
                    "cause",
                    "a cause of an interruption such as retries_exhausted, or several separated by commas",
                    text -> all(text, InterruptionCause::fromCode),
                    HistoryQuery::causes),
            new Condition<>("status", "a status such as 503, or 500-599", ChainFilter::range, HistoryQuery::lastStatus),
            new Condition<>("failure", "a failure such as timed_out", FailureCode::fromCode, HistoryQuery::lastFailure),
            new Condition<>("from", "a time such as 2026-02-03T04:05:06Z", ChainFilter::time, HistoryQuery::from),
            new Condition<>("until", "a time such as 2026-02-03T04:05:06Z", ChainFilter::time, HistoryQuery::until));

    private ChainFilter() {}

    private record Condition<V>(String name, String form, Function<String, Optional<V>> parse, Adding<V> add) {
        HistoryQuery addTo(HistoryQuery query, String prefix, String text) {
            V value = parse.apply(text)
                    .orElseThrow(() -> new IllegalArgumentException(
                            prefix + name + " must be " + form + ", was " + Violation.quote(text)));
            return add.apply(query, value);
        }
    }

    private interface Adding<V> {
        HistoryQuery apply(HistoryQuery query, V value);
    }

    /** Returns the names of the conditions. */
    public static List<String> names() {
        return CONDITIONS.stream().<String>map(Condition::name).toList();
    }

    /**
     * Returns the query for chains that meet every condition.
     *
     * @param conditions values by name; other names are left out
     * @param prefix what stands before a name in messages, such as two dashes
     * @throws IllegalArgumentException if a value is not of its form, or two contradict each other
     */
    public static HistoryQuery query(Map<String, String> conditions, String prefix) {
        HistoryQuery query = HistoryQuery.all();
        for (Condition<?> condition : CONDITIONS) {
            String text = conditions.get(condition.name());
            if (text != null) {
                query = condition.addTo(query, prefix, text);
            }
        }
        return query;
    }

    private static <V> Optional<Set<V>> all(String text, Function<String, Optional<V>> parse) {
        var values = new ArrayList<V>();
        String[] words = text.split(",", -1);
        for (String word : words) {
            parse.apply(word).ifPresent(values::add);
        }
        return values.size() == words.length ? Optional.of(new HashSet<>(values)) : Optional.empty();
    }

    private static Optional<StatusRange> range(String text) {
        Matcher parts = STATUSES.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(parts.group(1));
        return Optional.of(StatusRange.of(first, parts.group(3) == null ? first : Integer.parseInt(parts.group(3))));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
