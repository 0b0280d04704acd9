package io.github.webhooks4j.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The types of events that an application publishes:
 *
 * <pre>{@code
 * var catalog = EventCatalog.of(
 *         EventType.of("order.placed").withTitle("An order was placed").withSchema(schema).withExample(example),
 *         EventType.of("order.paid").deprecatedFor("use order.settled"));
 * }</pre>
 *
 * <p>Immutable and thread-safe; two are equal if they have equal types in the same order.
 */
public final class EventCatalog {
    /** The most types that a catalogue may have. */
    public static final int MAX_TYPES = 1_000;
    /** The most characters that the descriptions, schemas and examples of a catalogue may have together. */
    public static final int MAX_CHARACTERS = 4 << 20;

    private static final int MAX_CLOSE = 3;

    private final Map<String, EventType> types = new LinkedHashMap<>();

    private EventCatalog(Collection<EventType> types) {
        if (types.isEmpty() || types.size() > MAX_TYPES) {
            throw new IllegalArgumentException(
                    "an event catalogue must have 1 to " + MAX_TYPES + " types, was " + types.size());
        }
        int characters = 0;
        for (EventType type : types) {
            characters += type.length();
            if (this.types.putIfAbsent(type.name(), type) != null) {
                throw new IllegalArgumentException(
                        "an event catalogue must name each type once, but " + type.name() + " is in it twice");
            }
        }
        if (characters > MAX_CHARACTERS) {
            throw new IllegalArgumentException("the descriptions, schemas and examples of an event catalogue must be at"
                    + " most " + MAX_CHARACTERS + " characters together, was " + characters
                    + "; leave out examples, or shorten schemas");
        }
    }

    /**
     * Returns a catalogue of types.
     *
     * @throws IllegalArgumentException if there are not 1 to 1,000 types, two have the same name, or they are too long together
     */
    public static EventCatalog of(EventType... types) {
        return new EventCatalog(List.of(types));
    }

    /**
     * Returns a catalogue of types, in the order of the collection.
     *
     * @throws IllegalArgumentException as {@link #of(EventType...)}
     */
    public static EventCatalog of(Collection<EventType> types) {
        return new EventCatalog(List.copyOf(types));
    }

    /** Returns its types, in the order in which they were given. */
    public List<EventType> types() {
        return List.copyOf(types.values());
    }

    /** Returns the type of a name; empty if the catalogue has none. */
    public Optional<EventType> find(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** Returns whether the catalogue names a type. */
    public boolean has(String name) {
        return types.containsKey(name);
    }

    /** Returns the name that a writer of an unknown one may have meant, at most 3 letters away; empty if there is none. */
    public Optional<String> closest(String name) {
        return types.keySet().stream()
                .filter(known -> Math.abs(known.length() - name.length()) <= MAX_CLOSE)
                .map(known -> Map.entry(known, distance(known, name)))
                .filter(known -> known.getValue() <= MAX_CLOSE)
                .min(Comparator.comparingInt(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }

    /** Returns how many letters must be added, left out or replaced, or exchanged with their neighbour. */
    private static int distance(String one, String other) {
        var rows = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                int replaced = rows[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                rows[i][j] = Math.min(replaced, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[one.length()][other.length()];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventCatalog that && types().equals(that.types());
    }

    @Override
    public int hashCode() {
        return types().hashCode();
    }

    /** Shows how many types it has. */
    @Override
    public String toString() {
        return "EventCatalog[" + types.size() + " types]";
    }
}
