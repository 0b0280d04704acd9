package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.history.StatusRange;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose chains: those that meet every condition. */
final class QueryOptions {
    private static final Pattern STATUSES = Pattern.compile("(\\d{3})(-(\\d{3}))?");

    @Option(names = "--webhook", paramLabel = "ID", description = "Chains of one webhook.")
    private @Nullable String webhook;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Of one topic, or of a namespace: acme/*.")
    private @Nullable String topic;

    @Option(names = "--owner", paramLabel = "OWNER", description = "Of the webhooks of one owner.")
    private @Nullable String owner;

    @Option(names = "--event", paramLabel = "ID", description = "Of one event.")
    private @Nullable String event;

    @Option(names = "--type", paramLabel = "TYPE", description = "Of one type of events, or of a prefix: order.*.")
    private @Nullable String type;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description = "In a state: delivering, awaiting_callback, complete, interrupted, cancelled; several"
                    + " separated by commas.")
    private List<String> states = List.of();

    @Option(
            names = "--cause",
            paramLabel = "CAUSE",
            split = ",",
            description = "Interrupted for a cause, such as retries_exhausted; several separated by commas.")
    private List<String> causes = List.of();

    @Option(
            names = "--status",
            paramLabel = "N[-N]",
            description = "Whose last attempt got a response with a status: 503, 500-599.")
    private @Nullable String status;

    @Option(
            names = "--failure",
            paramLabel = "CODE",
            description = "Whose last attempt got no response, for a reason such as timed_out.")
    private @Nullable String failure;

    @Option(names = "--from", paramLabel = "TIME", description = "That started at this time or later.")
    private @Nullable Instant from;

    @Option(names = "--until", paramLabel = "TIME", description = "That started before this time.")
    private @Nullable Instant until;

    /**
     * Returns the query.
     *
     * @throws CommandFailure if an option is no such value, or two contradict each other
     */
    HistoryQuery query() {
        try {
            HistoryQuery query = HistoryQuery.all();
            query = with(query, webhook, text -> read("--webhook", text, WebhookId::parse), HistoryQuery::webhook);
            query = with(query, topic, text -> text, HistoryQuery::topic);
            query = with(query, owner, text -> text, HistoryQuery::owner);
            query = with(query, event, text -> read("--event", text, EventId::parse), HistoryQuery::event);
            query = with(query, type, text -> text, HistoryQuery::type);
            query = query.states(all("--state", states, ChainState.Kind::fromCode));
            query = query.causes(all("--cause", causes, InterruptionCause::fromCode));
            query = with(query, status, text -> read("--status", text, QueryOptions::range), HistoryQuery::lastStatus);
            query = with(
                    query, failure, text -> read("--failure", text, FailureCode::fromCode), HistoryQuery::lastFailure);
            query = with(query, from, time -> time, HistoryQuery::from);
            return with(query, until, time -> time, HistoryQuery::until);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    private interface Condition<V> {
        HistoryQuery add(HistoryQuery query, V value);
    }

    private static <T, V> HistoryQuery with(
            HistoryQuery query, @Nullable T given, Function<T, V> read, Condition<V> condition) {
        return given == null ? query : condition.add(query, read.apply(given));
    }

    private static <V> Set<V> all(String option, List<String> words, Function<String, Optional<V>> parse) {
        return words.stream().map(word -> read(option, word, parse)).collect(Collectors.toUnmodifiableSet());
    }

    private static <V> V read(String option, String text, Function<String, Optional<V>> parse) {
        return parse.apply(text)
                .orElseThrow(() -> CommandFailure.usage(
                        option + " must be one of those that --help names, was " + Violation.quote(text)));
    }

    private static Optional<StatusRange> range(String text) {
        Matcher parts = STATUSES.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(parts.group(1));
        return Optional.of(StatusRange.of(first, parts.group(3) == null ? first : Integer.parseInt(parts.group(3))));
    }
}
