package io.github.webhooks4j.webhook;

import io.github.webhooks4j.chain.ChainPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Numbers the destinations of a webhook: a URL keeps its number for as long as the webhook has it, and no number is
 * used again. A destination that is new in a revision gets a number of that revision. Stateless.
 */
final class DestinationNumbers {
    private DestinationNumbers() {}

    /** Returns the number of a destination that is new in a revision, counted from 1. */
    static int first(int revision, int step) {
        return (revision - 1) * ChainPlan.MAX_STEPS + step;
    }

    /**
     * Returns the destinations of a revision, numbered.
     *
     * @param former the destinations of the revision before
     */
    static List<Destination> of(List<Destination> destinations, List<Destination> former, int revision) {
        Set<Integer> kept = new HashSet<>();
        var numbers = new int[destinations.size()];
        // Those that stay at their step come first: a URL may be at two steps.
        for (int step = 0; step < numbers.length; step++) {
            boolean stays = step < former.size() && isSame(destinations.get(step), former.get(step));
            numbers[step] = stays ? former.get(step).number() : -1;
            kept.add(numbers[step]);
        }
        var numbered = new ArrayList<Destination>(numbers.length);
        for (int step = 0; step < numbers.length; step++) {
            Destination destination = destinations.get(step);
            int number = numbers[step] >= 0
                    ? numbers[step]
                    : former.stream()
                            .filter(before -> isSame(destination, before) && !kept.contains(before.number()))
                            .map(Destination::number)
                            .findFirst()
                            .orElse(first(revision, step));
            kept.add(number);
            numbered.add(destination.withNumber(number));
        }
        return numbered;
    }

    private static boolean isSame(Destination one, Destination other) {
        return one.url().equals(other.url());
    }
}
