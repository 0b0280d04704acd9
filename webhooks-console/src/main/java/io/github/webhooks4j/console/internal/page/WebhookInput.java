package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.internal.web.FormFields;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.TagGlob;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was entered in the form of a webhook, and what it changes in a draft. URLs and headers may have secrets. Immutable. */
final class WebhookInput {
    private static final int MAX_DESTINATIONS = 16;
    private static final List<String> TEXTS =
            List.of("name", "topic", "types", "tags", "final", "deadline", "headers", "retries", "rate", "period");
    private static final String OWNER = "owner";
    private static final List<String> BOXES = List.of("redirects", "dropHeaders", "moveUnfinished", "retainSecret");

    private final transient Map<String, String> values;
    private final transient List<String> destinations;
    private final int revision;
    private final List<Violation> faults = new ArrayList<>();
    private final @Nullable Duration deadline;
    private final @Nullable List<Duration> delays;
    private final @Nullable RateLimit rate;
    private final transient Map<String, String> headers;

    private WebhookInput(Map<String, String> values, List<String> destinations, int revision) {
        this.values = values;
        this.destinations = destinations;
        this.revision = revision;
        this.deadline = deadline(value("deadline"));
        this.delays = delays(value("retries"));
        this.rate = rate(value("rate"), value("period"));
        this.headers = headers(value("headers"));
    }

    /** Returns the input of an empty form. */
    static WebhookInput blank(String topic) {
        var values = new HashMap<String, String>();
        values.put("topic", topic);
        values.put("final", "auto");
        values.put("deadline", "24h");
        values.put("retries", DurationText.list(RetrySchedule.ofDefaults().delays()));
        values.put("period", "second");
        return new WebhookInput(values, List.of(""), 0);
    }

    /** Returns the input that leaves a webhook as it is. */
    static WebhookInput of(Webhook webhook) {
        WebhookSettings settings = webhook.settings();
        var values = new HashMap<String, String>();
        values.put("name", settings.name());
        values.put("topic", settings.filter().topic());
        values.put(
                "types",
                joined(settings.filter().types().stream()
                        .map(TypePattern::pattern)
                        .toList()));
        values.put(
                "tags",
                joined(settings.filter().tags().stream().map(TagGlob::pattern).toList()));
        values.put("final", settings.expectFinalCallback() ? "yes" : "no");
        values.put("deadline", DurationText.of(settings.callbackDeadline()));
        values.put("retries", DurationText.list(settings.retrySchedule().delays()));
        RateLimit limit = settings.rateLimit();
        values.put("rate", limit == null ? "" : Integer.toString(limit.attempts()));
        values.put("period", limit == null ? "second" : limit.period().toString());
        values.put(OWNER, settings.owner() == null ? "" : settings.owner());
        values.put("redirects", settings.acceptRedirects() ? "on" : "");
        return new WebhookInput(
                values, settings.destinations().stream().map(Destination::url).toList(), webhook.revision());
    }

    /**
     * Reads a form.
     *
     * @param scope what exists for the visitor: its only topic is used whatever the form has, and no customer chooses an owner
     */
    static WebhookInput read(FormFields form, Scope scope) {
        var values = new HashMap<String, String>();
        TEXTS.forEach(name -> values.put(name, form.text(name)));
        // Those that were chosen, and those that were entered.
        values.put(
                "types",
                joined(Stream.concat(form.texts("type").stream(), list(form.text("types")).stream())
                        .distinct()
                        .toList()));
        BOXES.forEach(name -> values.put(name, form.has(name) ? "on" : ""));
        if (scope.isEverything()) {
            values.put(OWNER, form.text(OWNER));
        }
        scope.topic().ifPresent(topic -> values.put("topic", topic));
        List<String> destinations =
                form.texts("destination").stream().filter(url -> !url.isEmpty()).toList();
        return new WebhookInput(
                values, destinations.isEmpty() ? List.of("") : destinations, number(form.text("revision")));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Returns this input with room for one more destination. */
    WebhookInput withOneMore() {
        var more = new ArrayList<>(destinations);
        if (more.size() < MAX_DESTINATIONS) {
            more.add("");
        }
        return new WebhookInput(values, more, revision);
    }

    /** Returns this input as a change of another revision. */
    WebhookInput from(int other) {
        return new WebhookInput(values, destinations, other);
    }

    int revision() {
        return revision;
    }

    /** Returns the text of each field, with these patterns as event types. */
    Map<String, String> valuesWithTypes(List<String> types) {
        var others = new HashMap<>(values);
        others.put("types", joined(types));
        return others;
    }

    /** Returns the patterns for event types. */
    List<String> types() {
        return list(value("types"));
    }

    List<String> destinations() {
        return destinations;
    }

    /** Returns what cannot be read at all; the rest is checked with the draft. */
    List<Violation> faults() {
        return faults;
    }

    private String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** Returns the draft of a new webhook. */
    WebhookDraft.Builder draft() {
        return applyTo(WebhookDraft.builder());
    }

    /** Applies everything that was entered to a draft. */
    WebhookDraft.Builder applyTo(WebhookDraft.Builder draft) {
        draft.name(value("name"))
                .topic(value("topic"))
                .types(types())
                .tags(list(value("tags")))
                .destinations(destinations.equals(List.of("")) ? List.of() : destinations)
                .acceptRedirects(!value("redirects").isEmpty())
                .retainSecret(!value("retainSecret").isEmpty())
                .moveUnfinished(!value("moveUnfinished").isEmpty())
                .rateLimit(rate);
        if (values.containsKey(OWNER)) {
            draft.owner(value(OWNER).isEmpty() ? null : value(OWNER));
        }
        if (value("final").equals("yes") || value("final").equals("no")) {
            draft.expectFinalCallback(value("final").equals("yes"));
        }
        if (deadline != null) {
            draft.callbackDeadline(deadline);
        }
        RetrySchedule present = draft.build().retrySchedule();
        if (delays != null && present != null && !present.delays().equals(delays)) {
            draft.retrySchedule(new RetrySchedule(delays, present.jitter()));
        }
        if (!headers.isEmpty() || !value("dropHeaders").isEmpty()) {
            draft.headers(headers);
        }
        return draft;
    }

    private @Nullable Duration deadline(String text) {
        if (text.isEmpty()) {
            return null;
        }
        Optional<Duration> read = DurationText.read(text);
        if (read.isEmpty()) {
            faults.add(new Violation("callbackDeadline", DurationText.RULE, Violation.quote(text)));
        }
        return read.orElse(null);
    }

    private @Nullable List<Duration> delays(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.equals("-")) {
            return List.of();
        }
        var read = new ArrayList<Duration>();
        for (String part : list(text)) {
            Optional<Duration> delay = DurationText.read(part);
            if (delay.isEmpty()) {
                faults.add(new Violation("retrySchedule", DurationText.RULE, Violation.quote(part)));
                return null;
            }
            read.add(delay.get());
        }
        try {
            return new RetrySchedule(read, 0).delays();
        } catch (IllegalArgumentException e) {
            faults.add(
                    new Violation("retrySchedule", "must be at most 50 delays of at most 7d", Violation.quote(text)));
            return null;
        }
    }

    private @Nullable RateLimit rate(String text, String period) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            int attempts = Integer.parseInt(text);
            return period.equals("minute") ? RateLimit.perMinute(attempts) : RateLimit.perSecond(attempts);
        } catch (IllegalArgumentException e) {
            faults.add(new Violation(
                    "rateLimit",
                    "must be a number from 1 to " + RateLimit.MAX_PER_SECOND + " per second, or to "
                            + RateLimit.MAX_PER_MINUTE + " per minute",
                    Violation.quote(text)));
            return null;
        }
    }

    /** Reads lines as {@code Name: value}. A value is never part of a message. */
    private Map<String, String> headers(String text) {
        var read = new LinkedHashMap<String, String>();
        for (String line : text.split("\\R", -1)) {
            if (!line.isBlank()) {
                int colon = line.indexOf(':');
                if (colon <= 0) {
                    faults.add(new Violation("headers", "must be lines as Name: value", "a line without a colon"));
                    return Map.of();
                }
                if (read.put(
                                line.substring(0, colon).strip(),
                                line.substring(colon + 1).strip())
                        != null) {
                    faults.add(new Violation("headers", "must have each name once", "one that is there twice"));
                }
            }
        }
        return read;
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split("[,\\s]+", -1))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String joined(List<String> parts) {
        return parts.stream().collect(Collectors.joining(", "));
    }
}
