package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.spi.store.WebhookVersions;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of the changes of webhooks that a node has seen, as far as they matter: the one up to which it knows all, and those
 * of what it has saved itself since, before which other nodes may have made some that it does not know. While the store has all of
 * them, it has everything that is in the node's cache. Immutable.
 *
 * @param numbers at least one
 */
public record SeenVersions(List<Long> numbers) {
    /** Nothing is known. */
    static final SeenVersions NOTHING = new SeenVersions(List.of(WebhookVersions.NONE));

    /** What a node has saved itself is to be followed before there is more of it. */
    public static final int MAX = 64;

    public SeenVersions {
        numbers = List.copyOf(numbers);
    }

    /** Returns what is seen once everything up to a change is known. */
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

    /** Returns what the store must have so that a choice of webhooks holds: also before the first change everything does. */
    List<Long> basis() {
        return numbers.contains(WebhookVersions.NONE)
                ? numbers.stream()
                        .filter(number -> number != WebhookVersions.NONE)
                        .toList()
                : numbers;
    }
}
