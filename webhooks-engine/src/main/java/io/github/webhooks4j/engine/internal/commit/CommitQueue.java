package io.github.webhooks4j.engine.internal.commit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written. An entry stays in the queue from {@link #add} until it is {@linkplain #settled settled}, also while it is
 * being written: whatever fails in between, it has an owner. Thread-safe.
 */
public interface CommitQueue {
    /** Adds an entry; returns false if the queue was closed. */
    boolean add(PendingMutation entry);

    /** Takes what to write next, nothing if there is nothing; its chains are under way until {@link #completed}. */
    List<PendingMutation> nextBatch();

    /** Removes an entry: it is written, refused, or set aside; returns whether it was there. */
    boolean settled(PendingMutation entry);

    /**
     * Notes that an entry that was taken could not be written, and is to be tried again.
     *
     * @param longest the pause before that is twice the one before, and at most this
     * @param alone whether it is to be tried in a batch of its own, so that it costs no other entry anything
     */
    void retryLater(PendingMutation entry, Duration longest, boolean alone);

    /** Has what is to be tried again tried at once: the store takes changes again. */
    void retryNow();

    /** Notes that a batch came to its end; entries of it that are not settled can be taken again. */
    void completed(List<PendingMutation> batch);

    /** Removes an entry unless it is being written or was settled; returns whether it did. */
    boolean withdraw(PendingMutation entry);

    /** Returns the time at which the next entry is to be tried again; null if there is none. */
    @Nullable Instant nextRetry();

    /** Returns how many entries are to be tried again. */
    int retrying();

    /** Returns when the first of them failed for the first time; null if there is none. */
    @Nullable Instant failingSince();

    /** Takes nothing more; returns the new entries that were not taken, and removes them. */
    List<PendingMutation> close();

    /** Returns the entries that are being written at present. */
    List<PendingMutation> taken();
}
