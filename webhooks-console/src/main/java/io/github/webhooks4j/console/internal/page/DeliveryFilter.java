package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.console.internal.model.Shell;
import io.github.webhooks4j.console.internal.web.FormFields;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.history.StatusRange;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The filter of chains as it is in an address: what was entered, the query that it means, and what is wrong with it.
 *
 * @param fields what was entered, by field; those that are empty are left out
 * @param query the query; that of the fields that are right, if some are wrong
 * @param faults what is wrong, by field
 */
public record DeliveryFilter(Map<String, String> fields, HistoryQuery query, Map<String, String> faults) {
    /** The names of the fields. */
    public static final List<String> NAMES =
            List.of("topic", "webhook", "event", "type", "state", "cause", "status", "failure", "from", "until");

    private static final Pattern FAMILY = Pattern.compile("([1-5])xx");
    private static final Pattern STATUS = Pattern.compile("[1-5][0-9]{2}");

    public DeliveryFilter {
        fields = Map.copyOf(fields);
        faults = Map.copyOf(faults);
    }

    private interface Part {
        HistoryQuery add(HistoryQuery query, String text);
    }

    /** Reads a filter from the fields of a query or form. */
    static DeliveryFilter read(FormFields form, Shell shell) {
        var fields = new HashMap<String, String>();
        var faults = new HashMap<String, String>();
        HistoryQuery query = HistoryQuery.all();
        for (String name : NAMES) {
            String text = form.text(name);
            if (text.isEmpty()) {
                continue;
            }
            fields.put(name, text);
            try {
                query = part(name).add(query, text);
            } catch (IllegalArgumentException | DateTimeException e) {
                faults.put(name, shell.text("fault." + name));
            }
        }
        return new DeliveryFilter(fields, query, faults);
    }

    private static Part part(String name) {
        return switch (name) {
            case "topic" -> HistoryQuery::topic;
            case "webhook" -> (query, text) -> query.webhook(new WebhookId(text));
            case "event" -> (query, text) -> query.event(new EventId(text));
            case "type" -> HistoryQuery::type;
            case "state" ->
                (query, text) ->
                        query.states(Set.of(ChainState.Kind.fromCode(text).orElseThrow(IllegalArgumentException::new)));
            case "cause" ->
                (query, text) -> query.causes(
                        Set.of(InterruptionCause.fromCode(text).orElseThrow(IllegalArgumentException::new)));
            case "status" -> (query, text) -> query.lastStatus(status(text));
            case "failure" ->
                (query, text) ->
                        query.lastFailure(FailureCode.fromCode(text).orElseThrow(IllegalArgumentException::new));
            case "from" -> (query, text) -> query.from(time(text));
            default -> (query, text) -> query.until(time(text));
        };
    }

    private static StatusRange status(String text) {
        Matcher family = FAMILY.matcher(text);
        if (family.matches()) {
            int from = Integer.parseInt(family.group(1)) * 100;
            return StatusRange.of(from, from + 99);
        }
        if (!STATUS.matcher(text).matches()) {
            throw new IllegalArgumentException("a status must be as 503 or 5xx");
        }
        return StatusRange.of(Integer.parseInt(text));
    }

    /** Reads a time as browsers send it, without a zone, or with one. */
    private static Instant time(String text) {
        return text.endsWith("Z")
                ? Instant.parse(text)
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
