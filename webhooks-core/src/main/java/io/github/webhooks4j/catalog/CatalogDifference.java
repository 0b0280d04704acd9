package io.github.webhooks4j.catalog;

import java.util.List;

/**
 * What differs between two catalogues: the names of types. Immutable.
 *
 * @param added those that only the later one has
 * @param changed those that both have, with something different
 * @param missing those that only the earlier one has
 */
public record CatalogDifference(List<String> added, List<String> changed, List<String> missing) {
    public CatalogDifference {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        missing = List.copyOf(missing);
    }

    /** Returns what differs, each list in the order of the catalogue that has the types. */
    public static CatalogDifference between(EventCatalog earlier, EventCatalog later) {
        return new CatalogDifference(
                later.types().stream()
                        .map(EventType::name)
                        .filter(name -> !earlier.has(name))
                        .toList(),
                later.types().stream()
                        .filter(type -> earlier.find(type.name())
                                .filter(before -> !before.equals(type))
                                .isPresent())
                        .map(EventType::name)
                        .toList(),
                earlier.types().stream()
                        .map(EventType::name)
                        .filter(name -> !later.has(name))
                        .toList());
    }

    /** Returns whether nothing differs. */
    public boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && missing.isEmpty();
    }
}
