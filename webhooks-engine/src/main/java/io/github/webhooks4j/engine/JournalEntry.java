package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A change that is to be written: one for which a caller waits, or a <em>record</em>, for which no caller waits and which must not
 * be lost. Everything that can be computed is computed when it is created, so that taking it from the queue and returning it
 * needs no memory. Two entries are never equal.
 */
final class JournalEntry {
    /** About what a chain takes in the list that is written with its event. */
    private static final int BYTES_PER_LISTED_CHAIN = 128;
    /** A change counts once more for each multiple of this, which keeps all that wait below 256 MiB or so. */
    private static final int BYTES_PER_PERMIT = 16 << 10;

    private final Change change;
    private final List<ChainId> chains;
    private final long bytes;
    private final int permits;
    private final @Nullable CompletableFuture<Outcome> outcome;
    private final PreparedDeliveries prepared;

    /** What the queue knows of it. Guarded by the queue. */
    final Standing standing = new Standing();
    /** What became of it so far. Used by the step that has taken it. */
    final Failures failures = new Failures();

    /** Where an entry is in its queue. */
    static final class Standing {
        boolean taken;

        @Nullable Instant retryAt;

        @Nullable Instant failedAt;

        Duration pause = Duration.ZERO;
        boolean alone;
    }

    /** How often a record could not be written, and what else happened in the meantime. */
    static final class Failures {
        boolean settled;
        boolean alone;
        int count;
        long succeededBefore;
        long failedBefore;
    }

    private JournalEntry(
            Change change, PreparedDeliveries prepared, int maxPermits, @Nullable CompletableFuture<Outcome> outcome) {
        this.change = change;
        this.chains = chains(change);
        this.bytes = bytes(change);
        this.permits = (int) Math.min(Math.max(1, chains.size()) + bytes / BYTES_PER_PERMIT, maxPermits);
        this.outcome = outcome;
        this.prepared = prepared;
    }

    /** Returns an entry for which a caller waits. */
    static JournalEntry awaited(Change change, PreparedDeliveries prepared, int maxPermits) {
        return new JournalEntry(change, prepared, maxPermits, new CompletableFuture<>());
    }

    /** Returns a record. */
    static JournalEntry record(Change change, int maxPermits) {
        return new JournalEntry(change, PreparedDeliveries.NONE, maxPermits, null);
    }

    Change change() {
        return change;
    }

    /** Returns the chains that it creates or changes. */
    List<ChainId> chains() {
        return chains;
    }

    /** Returns the length of the bodies and lists in it. */
    long bytes() {
        return bytes;
    }

    /** Returns the permits that it takes until it is settled. */
    int permits() {
        return permits;
    }

    /** Returns what is completed with the outcome; null if it is a record. */
    @Nullable CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** Returns what is completed with the outcome, of an entry that is no record. */
    CompletableFuture<Outcome> outcomeOfCaller() {
        return requireNonNull(outcome, "outcome");
    }

    /** Returns what kind of change it is, for logs. */
    String name() {
        return change.getClass().getSimpleName();
    }

    /** Returns the first deliveries of chains that it creates, for which room is reserved. */
    PreparedDeliveries prepared() {
        return prepared;
    }

    boolean isRecord() {
        return outcome == null;
    }

    /** Returns whether its caller has been notified, for example because it waited too long. */
    boolean isAnswered() {
        return outcome != null && outcome.isDone();
    }

    static List<ChainId> chains(Change change) {
        if (change instanceof Change.Publish publish) {
            return publish.acceptances().stream()
                    .flatMap(acceptance -> acceptance.chainsNow().stream())
                    .map(NewChain::id)
                    .toList();
        } else if (change instanceof Change.CreateChains create) {
            return create.slice().chains().stream().map(NewChain::id).toList();
        } else if (change instanceof Change.Rerun rerun) {
            return List.of(rerun.chain().id());
        } else if (change instanceof Change.RecordAttempt attempt) {
            return List.of(attempt.key().delivery().chain());
        } else if (change instanceof Change.Apply apply) {
            return List.of(apply.chain());
        } else if (change instanceof Change.Move move) {
            return List.of(move.chain());
        } else if (change instanceof Change.SetAside setAside) {
            return List.of(setAside.record().chain());
        } else if (change instanceof Change.EndSetAside end) {
            return List.of(end.record().chain());
        } else {
            return List.of(((Change.Release) change).key().delivery().chain());
        }
    }

    private static long bytes(Change change) {
        return change instanceof Change.Publish publish
                ? publish.acceptances().stream().mapToLong(JournalEntry::bytes).sum()
                : 0;
    }

    private static long bytes(Acceptance acceptance) {
        long listed = acceptance.slice() > 0 ? acceptance.chains().size() : 0;
        return acceptance.event().body().length() + listed * BYTES_PER_LISTED_CHAIN;
    }
}
