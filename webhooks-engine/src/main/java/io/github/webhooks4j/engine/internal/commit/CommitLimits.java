package io.github.webhooks4j.engine.internal.commit;

import java.time.Duration;

/**
 * How much the journal takes at once, how long it waits, and when it stops trying. Production uses {@link #DEFAULT}; the
 * simulation draws small ones from its seed.
 *
 * @param maxWaiting permits: a change takes one for each chain in it, at least one, and one more for each 16 KiB of bodies
 * @param maxBatch changes in one commit
 * @param maxBatchChains chains in one commit, unless a single change has more
 * @param maxBatchBytes bodies in one commit; the change that exceeds it is the last of its batch
 * @param firstPause before a record that could not be written is tried again; doubled each time
 * @param longestPause the longest such pause
 * @param outagePause the longest such pause while the store takes nothing from anyone
 * @param failuresOfStore commits that fail in a row without one that succeeds until the store counts as failing
 * @param setAsideAfter failures of one record, while the store takes others, until it is set aside
 * @param maxSetAside records that are set aside in memory because the store does not take them either
 * @param maxListed records that are set aside and listed in memory, in the store or not
 */
public record CommitLimits(
        int maxWaiting,
        int maxBatch,
        int maxBatchChains,
        long maxBatchBytes,
        Duration firstPause,
        Duration longestPause,
        Duration outagePause,
        int failuresOfStore,
        int setAsideAfter,
        int maxSetAside,
        int maxListed) {
    public static final CommitLimits DEFAULT = new CommitLimits(
            16_384,
            1_024,
            2_000,
            16L << 20,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            16,
            10,
            1_000,
            100);

    public CommitLimits {
        requireAtLeastOne("maxWaiting", maxWaiting);
        requireAtLeastOne("maxBatch", maxBatch);
        requireAtLeastOne("maxBatchChains", maxBatchChains);
        requireAtLeastOne("maxBatchBytes", maxBatchBytes);
        requireAtLeastOne("firstPause in ms", firstPause.toMillis());
        requireAtLeastOne("longestPause in ms", longestPause.toMillis());
        requireAtLeastOne("outagePause in ms", outagePause.toMillis());
        requireAtLeastOne("failuresOfStore", failuresOfStore);
        requireAtLeastOne("setAsideAfter", setAsideAfter);
        requireAtLeastOne("maxSetAside", maxSetAside);
        requireAtLeastOne("maxListed", maxListed);
    }

    private static void requireAtLeastOne(String field, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " must be at least 1, was " + value);
        }
    }
}
