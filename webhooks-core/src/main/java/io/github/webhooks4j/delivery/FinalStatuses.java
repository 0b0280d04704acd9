package io.github.webhooks4j.delivery;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The statuses of responses after which a delivery is not attempted again. 410 is always one of them, and only 410 also
 * disables the webhook. Immutable.
 *
 * @param statuses the statuses in ascending order, 300 to 599
 */
public record FinalStatuses(Set<Integer> statuses) {
    private static final int GONE = 410;
    private static final Set<Integer> TRY_LATER = Set.of(408, 425, 429);
    private static final int LEAST = 300;
    private static final int MOST = 599;

    /** Only 410. */
    public static final FinalStatuses GONE_ONLY = new FinalStatuses(Set.of());

    /** Every 4xx but 408, 425 and 429, which ask for a later attempt. */
    public static final FinalStatuses CLIENT_ERRORS = clientErrors();

    /**
     * Copies, and adds 410.
     *
     * @throws IllegalArgumentException if a status is not 300 to 599
     */
    public FinalStatuses {
        var all = new TreeSet<>(statuses);
        if (!all.isEmpty() && (all.first() < LEAST || all.last() > MOST)) {
            throw new IllegalArgumentException("finalStatuses must be " + LEAST + " to " + MOST + ", was "
                    + (all.first() < LEAST ? all.first() : all.last()));
        }
        all.add(GONE);
        statuses = Collections.unmodifiableSet(all);
    }

    /**
     * Returns these statuses and 410.
     *
     * @throws IllegalArgumentException if one is not 300 to 599
     */
    public static FinalStatuses of(Integer... statuses) {
        return new FinalStatuses(Set.of(statuses));
    }

    /** Returns whether a delivery is not attempted again after a status. */
    public boolean contains(int status) {
        return statuses.contains(status);
    }

    private static FinalStatuses clientErrors() {
        var all = new TreeSet<Integer>();
        for (int status = 400; status < 500; status++) {
            if (!TRY_LATER.contains(status)) {
                all.add(status);
            }
        }
        return new FinalStatuses(all);
    }
}
