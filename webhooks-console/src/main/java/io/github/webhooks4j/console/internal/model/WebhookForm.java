package io.github.webhooks4j.console.internal.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form that creates or changes a webhook, with what was entered and what is wrong with it.
 *
 * @param id the webhook; null for a new one
 * @param revision the revision that the form shows; 0 for a new one
 * @param values the text of each field, by its name; an absent one is empty
 * @param types the event types to choose from, with what is chosen
 * @param destinations the URLs, at least one of them to be entered
 * @param headerNames the names of the present headers, whose values are not shown
 * @param faults what is wrong
 * @param differences where another user has saved something else since the form was opened
 * @param fixedTopic the only topic that exists for the visitor; null if there are several
 */
public record WebhookForm(
        @Nullable String id,
        int revision,
        Map<String, String> values,
        TypeChoices types,
        List<String> destinations,
        List<String> headerNames,
        List<Fault> faults,
        List<Difference> differences,
        @Nullable String fixedTopic) {
    /**
     * One thing to correct.
     *
     * @param field the name of the field, and for one of several its number from 1, as in {@code destination-2}
     * @param sentence what must be, and what was entered
     */
    public record Fault(String field, String sentence) {}

    /**
     * A field in which another user saved something else.
     *
     * @param field the name of the field
     * @param entered what was entered here
     * @param saved what is saved
     */
    public record Difference(String field, String entered, String saved) {}

    public WebhookForm {
        values = Map.copyOf(values);
        destinations = List.copyOf(destinations);
        headerNames = List.copyOf(headerNames);
        faults = List.copyOf(faults);
        differences = List.copyOf(differences);
    }

    /** Returns the text of a field. */
    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** Returns what is wrong with a field. */
    public List<Fault> faults(String field) {
        return faults.stream().filter(fault -> fault.field().equals(field)).toList();
    }

    /** Returns whether something is wrong with a field. */
    public boolean isWrong(String field) {
        return !faults(field).isEmpty();
    }

    /** Returns whether something is wrong with one of some fields that are folded away at first. */
    public boolean isWrongInside(String... fields) {
        return Arrays.stream(fields).anyMatch(this::isWrong);
    }
}
