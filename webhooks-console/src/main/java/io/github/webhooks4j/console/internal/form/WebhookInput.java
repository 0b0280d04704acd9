package io.github.webhooks4j.console.internal.form;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.internal.model.WebhookForm.Difference;
import io.github.webhooks4j.console.internal.web.FormFields;
import io.github.webhooks4j.delivery.DeliveryRules;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.TagGlob;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What was entered in the form of a webhook, and what it changes in a draft. URLs and headers may have secrets. Immutable. */
public final class WebhookInput {
    private static final int MAX_DESTINATIONS = 16;
    /** These are empty where a form has no such field. */
    private static final List<String> TEXTS =
            List.of("name", "topic", "types", "tags", "final", "deadline", "headers", "retries", "rate", "period");
    /** What a form has no field for stays as it is. */
    private static final List<String> OPTIONAL = List.of("signatures", "finalStatuses", "maxAge", "attemptTimeout");

    private static final Set<String> KEPT_IF_EMPTY = Set.of("final", "deadline", "retries", "signatures");

    private static final String OWNER = "owner";
    private static final String METADATA = "metadata";
    private static final List<String> BOXES = List.of("redirects", "dropHeaders", "moveUnfinished", "retainSecret");
    /** The fields that show settings, in the order of the form; those of destinations are apart, and values of headers never shown. */
    private static final List<String> SETTINGS = List.of(
            "name",
            "topic",
            "types",
            "tags",
            "final",
            "deadline",
            "retries",
            "rate",
            "period",
            "redirects",
            "signatures",
            "finalStatuses",
            "maxAge",
            "attemptTimeout",
            METADATA,
            OWNER);

    private final transient Map<String, String> values;
    private final transient List<String> destinations;
    private final int revision;
    private final transient FieldValues read;

    private WebhookInput(Map<String, String> values, List<String> destinations, int revision) {
        this.values = Map.copyOf(values);
        this.destinations = List.copyOf(destinations);
        this.revision = revision;
        this.read = FieldValues.of(this.values);
    }

    /** Returns the input of an empty form. */
    public static WebhookInput blank(String topic) {
        var values = new HashMap<String, String>();
        values.put("topic", topic);
        values.put("final", "auto");
        values.put("deadline", "24h");
        values.put("retries", DurationText.list(RetrySchedule.ofDefaults().delays()));
        values.put("period", "second");
        values.put("signatures", SignatureScheme.V1.code());
        return new WebhookInput(values, List.of(""), 0);
    }

    /** Returns the input that leaves a webhook as it is. */
    public static WebhookInput of(Webhook webhook) {
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
        values.put(METADATA, LinesText.of(settings.metadata()));
        values.put("redirects", settings.acceptRedirects() ? "on" : "");
        values.put(
                "signatures",
                String.join(
                        " ",
                        settings.signatures().stream()
                                .map(SignatureScheme::code)
                                .toList()));
        DeliveryRules rules = settings.deliveryRules();
        values.put("finalStatuses", StatusText.of(rules.finalStatuses()));
        values.put("maxAge", rules.maxAge() == null ? "" : DurationText.of(rules.maxAge()));
        values.put("attemptTimeout", rules.attemptTimeout() == null ? "" : DurationText.of(rules.attemptTimeout()));
        return new WebhookInput(
                values, settings.destinations().stream().map(Destination::url).toList(), webhook.revision());
    }

    /**
     * Reads a form.
     *
     * @param scope what exists for the visitor: its only topic is used whatever the form has, and no customer chooses what the
     *     application notes for itself
     */
    public static WebhookInput read(FormFields form, Scope scope) {
        var values = new HashMap<String, String>();
        TEXTS.forEach(name -> values.put(name, form.text(name)));
        // Those that were chosen, and those that were entered.
        values.put(
                "types",
                joined(Stream.concat(form.texts("type").stream(), FieldValues.list(form.text("types")).stream())
                        .distinct()
                        .toList()));
        OPTIONAL.stream().filter(form::has).forEach(name -> values.put(name, form.text(name)));
        BOXES.forEach(name -> values.put(name, form.has(name) ? "on" : ""));
        if (scope.isEverything()) {
            values.put(OWNER, form.text(OWNER));
            if (form.has(METADATA)) {
                values.put(METADATA, form.text(METADATA));
            }
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
    public WebhookInput withOneMore() {
        var more = new ArrayList<>(destinations);
        if (more.size() < MAX_DESTINATIONS) {
            more.add("");
        }
        return new WebhookInput(values, more, revision);
    }

    /** Returns this input as a change of another revision. */
    public WebhookInput from(int other) {
        return new WebhookInput(values, destinations, other);
    }

    /** Returns the revision that the form was made from. */
    public int revision() {
        return revision;
    }

    /** Returns the text of each field, with these patterns as event types. */
    public Map<String, String> valuesWithTypes(List<String> types) {
        var others = new HashMap<>(values);
        others.put("types", joined(types));
        return others;
    }

    /** Returns the patterns for event types. */
    public List<String> types() {
        return FieldValues.list(value("types"));
    }

    /** Returns the URLs. */
    public List<String> destinations() {
        return destinations;
    }

    /** Returns what cannot be read at all; the rest is checked with the draft. */
    public List<Violation> faults() {
        return read.faults();
    }

    /** Returns the fields in which a webhook has another setting than was entered, as far as this form has them. */
    public List<Difference> differences(Webhook webhook) {
        WebhookInput present = of(webhook);
        var differences = new ArrayList<Difference>();
        for (String field : SETTINGS) {
            if (isSetting(field) && !lines(value(field)).equals(lines(present.value(field)))) {
                differences.add(new Difference(field, value(field), present.value(field)));
            }
        }
        for (int i = 0; i < Math.max(destinations.size(), present.destinations.size()); i++) {
            String entered = i < destinations.size() ? destinations.get(i) : "";
            String saved = i < present.destinations.size() ? present.destinations.get(i) : "";
            if (!entered.equals(saved)) {
                differences.add(new Difference("destination-" + (i + 1), entered, saved));
            }
        }
        return differences;
    }

    /** Returns whether this form has the field, and does not leave the setting as it is. */
    private boolean isSetting(String field) {
        if (field.equals("period")) {
            return !value("rate").isEmpty();
        }
        return values.containsKey(field) && !(value(field).isEmpty() && KEPT_IF_EMPTY.contains(field));
    }

    /** Browsers send the end of a line in another way than it is shown. */
    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    private String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** Returns the draft of a new webhook. */
    public WebhookDraft.Builder draft() {
        return applyTo(WebhookDraft.builder());
    }

    /** Applies everything that was entered to a draft. */
    public WebhookDraft.Builder applyTo(WebhookDraft.Builder draft) {
        draft.name(value("name"))
                .topic(value("topic"))
                .types(types())
                .tags(FieldValues.list(value("tags")))
                .destinations(destinations.equals(List.of("")) ? List.of() : destinations)
                .acceptRedirects(!value("redirects").isEmpty())
                .retainSecret(!value("retainSecret").isEmpty())
                .moveUnfinished(!value("moveUnfinished").isEmpty());
        if (values.containsKey(OWNER)) {
            draft.owner(value(OWNER).isEmpty() ? null : value(OWNER));
        }
        if (value("final").equals("yes") || value("final").equals("no")) {
            draft.expectFinalCallback(value("final").equals("yes"));
        }
        if (!value("dropHeaders").isEmpty()) {
            draft.headers(Map.of());
        }
        return read.applyTo(draft);
    }

    private static String joined(List<String> parts) {
        return String.join(", ", parts);
    }
}
