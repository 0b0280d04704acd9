package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.spi.store.WebhookVersions;
import java.util.ArrayList;
import java.util.List;

/**
 * The versions of webhooks that a node has seen: the version up to which it knows all, and the versions of its own
 * saves since, before which other nodes may have saved some that it does not know. A store that has all of them has
 * everything in the node's cache. Immutable.
 *
 * @param numbers at least one
 */
public record SeenVersions(List<Long> numbers) {
    /** Nothing is known. */
    static final SeenVersions NOTHING = new SeenVersions(List.of(WebhookVersions.NONE));

    /** The most versions: before a node has more own saves, it refreshes its cache. */
    public static final int MAX = 64;

    public SeenVersions {
        numbers = List.copyOf(numbers);
    }

    /** Returns the seen versions of a node that knows everything up to {@code latest}. */
    static SeenVersions upTo(long latest) {
        return new SeenVersions(List.of(latest));
    }

    SeenVersions plus(long number) {
        var more = new ArrayList<>(numbers);
        more.add(number);
        return new SeenVersions(more);
    }

    boolean isFull() {
        return numbers.size() >= MAX;
    }

    /**
     * Returns the versions that the store must have for a match to be valid; before the first version any store has
     * them.
     */
    List<Long> basis() {
        return numbers.contains(WebhookVersions.NONE)
                ? numbers.stream()
                        .filter(number -> number != WebhookVersions.NONE)
                        .toList()
                : numbers;
    }
}
