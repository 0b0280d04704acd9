package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.cli.io.ChainFilter;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.history.HistoryQuery;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose chains: those that meet every condition. */
final class QueryOptions {
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
            description = "In a state: delivering, awaiting_callback, complete, interrupted, cancelled; several"
                    + " separated by commas.")
    private @Nullable String state;

    @Option(
            names = "--cause",
            paramLabel = "CAUSE",
            description = "Interrupted for a cause, such as retries_exhausted; several separated by commas.")
    private @Nullable String cause;

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
    private @Nullable String from;

    @Option(names = "--until", paramLabel = "TIME", description = "That started before this time.")
    private @Nullable String until;

    /** Returns the conditions that are given, by their names. */
    Map<String, String> given() {
        var given = new LinkedHashMap<String, String>();
        add(given, "webhook", webhook);
        add(given, "topic", topic);
        add(given, "owner", owner);
        add(given, "event", event);
        add(given, "type", type);
        add(given, "state", state);
        add(given, "cause", cause);
        add(given, "status", status);
        add(given, "failure", failure);
        add(given, "from", from);
        add(given, "until", until);
        return given;
    }

    private static void add(Map<String, String> given, String name, @Nullable String value) {
        if (value != null) {
            given.put(name, value);
        }
    }

    /**
     * Returns the query.
     *
     * @throws CommandFailure if an option is no such value, or two contradict each other
     */
    HistoryQuery query() {
        try {
            return ChainFilter.query(given(), "--");
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }
}
