package io.github.webhooks4j.engine.internal.commit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mutations to be written. An entry stays in the queue from {@link #add} until it is {@linkplain #settled settled},
 * also while it is being written, so a failure in between cannot lose it. Thread-safe.
 */
public interface CommitQueue {
    /** Returns the shares in which it is taken, at least one; together they are all mutations. */
    List<CommitShare> shares();

    /** Adds an entry; returns false if the queue was closed. */
    boolean add(PendingMutation entry);

    /**
     * Takes the entries of a share to write next, an empty list if none are due; their chains are in flight until {@link
     * #completed}. Records for which no caller waits are due {@link CommitLimits#recordInterval} after the batch before.
     */
    List<PendingMutation> nextBatch(CommitShare share);

    /** Removes an entry that is written, refused or set aside; returns whether it was in the queue. */
    boolean settled(PendingMutation entry);

    /**
     * Schedules a retry of an entry that was taken and could not be written.
     *
     * @param longest the longest pause before the retry; each pause is twice the one before
     * @param alone whether it is retried in a batch of its own, so that it delays no other entry
     */
    void retryLater(PendingMutation entry, Duration longest, boolean alone);

    /** Makes all retries due at once, because the store takes mutations again. */
    void retryNow();

    /** From now on new mutations are due at once, because no more will come. */
    void takeAtOnce();

    /** Ends a batch; those of its entries that are not settled can be taken again. */
    void completed(List<PendingMutation> batch);

    /** Removes an entry unless it is being written or was settled; returns whether it was removed. */
    boolean withdraw(PendingMutation entry);

    /** Returns when the next batch of a share is due, for new mutations or a retry; null if there is nothing to write. */
    @Nullable Instant nextDue(CommitShare share);

    /** Returns how many entries are in the queue, those that are being written included. */
    int size();

    /** Returns how many entries wait for a retry. */
    int retrying();

    /** Returns the earliest first failure among the entries that wait for a retry; null if there are none. */
    @Nullable Instant failingSince();

    /** Refuses further entries; removes and returns the new entries that were not taken. */
    List<PendingMutation> close();

    /** Returns the entries that are being written at present. */
    List<PendingMutation> taken();
}
