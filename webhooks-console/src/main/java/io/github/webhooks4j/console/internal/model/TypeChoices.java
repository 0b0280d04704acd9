package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.catalog.EventType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The event types of the catalogue as boxes of the form of a webhook, and the patterns that were entered beside them.
 *
 * @param choices one box for each type; none if there is no catalogue, or it has too many types for boxes
 * @param others the patterns that have no box
 */
public record TypeChoices(List<Choice> choices, List<String> others) {
    private static final int MAX_BOXES = 60;

    /**
     * One box.
     *
     * @param name the type
     * @param title its title; null for none
     * @param chosen whether the webhook asks for it by name
     */
    public record Choice(String name, @Nullable String title, boolean chosen) {}

    public TypeChoices {
        choices = List.copyOf(choices);
        others = List.copyOf(others);
    }

    /**
     * Returns the boxes for patterns. Deprecated types have one only if they are asked for already.
     *
     * @param types the types that the visitor may see
     * @param patterns what the webhook asks for
     */
    public static TypeChoices of(List<EventType> types, List<String> patterns) {
        Set<String> others = new LinkedHashSet<>(patterns);
        if (types.size() > MAX_BOXES) {
            return new TypeChoices(List.of(), List.copyOf(others));
        }
        var choices = new ArrayList<Choice>();
        for (EventType type : types) {
            boolean chosen = others.remove(type.name());
            if (chosen || type.deprecated() == null) {
                choices.add(new Choice(type.name(), type.title(), chosen));
            }
        }
        return new TypeChoices(choices, List.copyOf(others));
    }
}
