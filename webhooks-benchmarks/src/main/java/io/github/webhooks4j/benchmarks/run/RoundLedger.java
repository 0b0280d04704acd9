package io.github.webhooks4j.benchmarks.run;

import io.github.webhooks4j.benchmarks.receiver.Arrival;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that the jobs sent equal the jobs received. */
public final class RoundLedger {
    private RoundLedger() {}

    /**
     * Compares by id; returns how many arrivals were duplicates.
     *
     * @throws VoidRunException if anything is missing, or was never sent
     */
    public static int check(Collection<String> sent, List<Arrival> arrivals) {
        Set<String> missing = missingOf(sent, arrivals);
        if (!missing.isEmpty()) {
            throw new VoidRunException("of " + sent.size() + " sent, " + missing.size() + " were not received, such as "
                    + missing.iterator().next());
        }
        return arrivals.size() - sent.size();
    }

    /**
     * Compares by id; returns how much of what was sent has not been received yet.
     *
     * @throws VoidRunException if anything was never sent
     */
    public static int missing(Collection<String> sent, List<Arrival> arrivals) {
        return missingOf(sent, arrivals).size();
    }

    private static Set<String> missingOf(Collection<String> sent, List<Arrival> arrivals) {
        Set<String> missing = new HashSet<>(sent);
        if (missing.size() != sent.size()) {
            throw new VoidRunException("every job must have an id of its own, but of " + sent.size() + " ids "
                    + missing.size() + " are different");
        }
        Set<String> known = Set.copyOf(missing);
        for (Arrival arrival : arrivals) {
            missing.remove(arrival.id());
            if (!known.contains(arrival.id())) {
                throw new VoidRunException("received " + arrival.id() + ", which was never sent");
            }
        }
        return missing;
    }
}
