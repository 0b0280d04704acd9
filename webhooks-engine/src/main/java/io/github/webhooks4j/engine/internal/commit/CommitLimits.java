package io.github.webhooks4j.engine.internal.commit;

import java.time.Duration;

/**
 * How much the group committer takes at once, how long it pauses, and when it stops retrying. Production uses {@link
 * #DEFAULT}; the simulation draws small limits from its seed.
 *
 * @param maxWaiting permits of each {@link CommitShare}: a mutation takes one for each chain in it, at least one, and one
 *     more for each 16 KiB of bodies
 * @param maxBatch mutations in one commit
 * @param fullBatch mutations from which on a batch is written at once, even if no caller waits for one of them
 * @param recordInterval the time from one batch to the next if no caller waits for a mutation of it: what it records may
 *     be repeated after a crash within that time, and a batch of many costs little more than one of a few
 * @param maxBatchChains chains in one commit, unless a single mutation has more
 * @param maxBatchBytes bytes of bodies in one commit; the mutation that exceeds it is the last of its batch
 * @param firstPause the pause before a record that could not be written is tried again; doubled each time
 * @param longestPause the longest such pause
 * @param outagePause the longest such pause while the store takes no mutation at all
 * @param failuresOfStore consecutive failed commits from which on the store counts as failing
 * @param setAsideAfter failures of one record after which it is set aside, if the store takes others in the meantime
 * @param maxSetAside records that are set aside in memory because the store does not take them either
 * @param maxListed records that are set aside and listed in memory, in the store or not
 */
public record CommitLimits(
        int maxWaiting,
        int maxBatch,
        int fullBatch,
        Duration recordInterval,
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
            128,
            Duration.ofMillis(5),
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
        requireAtLeastOne("fullBatch", fullBatch);
        if (recordInterval.isNegative()) {
            throw new IllegalArgumentException("recordInterval must not be negative, was " + recordInterval);
        }
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

    /** Returns these limits with another {@link #recordInterval}. */
    public CommitLimits withRecordInterval(Duration interval) {
        return new CommitLimits(
                maxWaiting,
                maxBatch,
                fullBatch,
                interval,
                maxBatchChains,
                maxBatchBytes,
                firstPause,
                longestPause,
                outagePause,
                failuresOfStore,
                setAsideAfter,
                maxSetAside,
                maxListed);
    }

    private static void requireAtLeastOne(String field, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " must be at least 1, was " + value);
        }
    }
}
