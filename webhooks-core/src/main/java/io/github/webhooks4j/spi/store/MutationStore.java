package io.github.webhooks4j.spi.store;

import java.util.List;

/**
 * Writes mutations of events and chains. A part of {@link Store}, which states what holds for all parts.
 */
public interface MutationStore {
    /**
     * Writes all changes in one transaction, in their order, and returns their outcomes in the same order. A change that
     * cannot be applied has an outcome that states why, and leaves the others alone. A commit without changes succeeds only if the
     * store could write some: so the caller finds out whether a store that failed takes changes again.
     */
    List<MutationResult> commit(List<Mutation> changes);

    /** Returns how many commits at a time bring more than one after another; 1 where one transaction writes at a time. */
    default int maxConcurrentCommits() {
        return 1;
    }
}
