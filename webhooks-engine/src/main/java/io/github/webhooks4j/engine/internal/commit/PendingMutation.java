package io.github.webhooks4j.engine.internal.commit;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.backend.PreparedDeliveries;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A mutation that waits to be written: one for which a caller waits, or a <em>record</em>, for which no caller waits
 * and which must not be lost. Everything that can be computed is computed at creation, so that taking it from the queue
 * and returning it allocates no memory. Two entries are never equal.
 */
public final class PendingMutation {
    /** The approximate size of a chain in the list that is written with its event. */
    private static final int BYTES_PER_LISTED_CHAIN = 128;
    /** A mutation takes one more permit for each multiple of this, which keeps all that wait below about 256 MiB. */
    private static final int BYTES_PER_PERMIT = 16 << 10;

    private final Mutation change;
    private final List<ChainId> chains;
    private final long bytes;
    private final int permits;
    private final @Nullable CompletableFuture<MutationResult> outcome;
    private final PreparedDeliveries prepared;
    private final @Nullable String eventType;

    /** The state of this entry in the queue. Guarded by the queue. */
    public final Standing standing = new Standing();
    /** The failures of this entry so far. Used by the step that has taken it. */
    public final Failures failures = new Failures();

    /** The state of an entry in its queue. */
    public static final class Standing {
        boolean taken;

        @Nullable Instant retryAt;

        @Nullable Instant failedAt;

        Duration pause = Duration.ZERO;
        boolean alone;

        /** Returns when the entry is to be tried again; null if it is not waiting for that. */
        public @Nullable Instant retryAt() {
            return retryAt;
        }
    }

    /** How often a record could not be written, and whether other mutations were written in the meantime. */
    public static final class Failures {
        boolean settled;
        boolean alone;
        /** Whether a commit of it has failed, which may have taken effect. */
        boolean mayBeDurable;

        int count;
        long succeededBefore;
        long failedBefore;

        public int count() {
            return count;
        }
    }

    private PendingMutation(
            Mutation change,
            PreparedDeliveries prepared,
            int maxPermits,
            @Nullable CompletableFuture<MutationResult> outcome,
            @Nullable String eventType) {
        this.change = change;
        this.chains = chains(change);
        this.bytes = bytes(change);
        this.permits = (int) Math.min(Math.max(1, chains.size()) + bytes / BYTES_PER_PERMIT, maxPermits);
        this.outcome = outcome;
        this.prepared = prepared;
        this.eventType = eventType;
    }

    /** Returns an entry for which a caller waits. */
    static PendingMutation awaited(Mutation change, PreparedDeliveries prepared, int maxPermits) {
        return new PendingMutation(change, prepared, maxPermits, new CompletableFuture<>(), null);
    }

    /**
     * Returns a record.
     *
     * @param eventType the type of the event whose attempt it records; otherwise null
     */
    static PendingMutation record(Mutation change, int maxPermits, @Nullable String eventType) {
        return new PendingMutation(change, PreparedDeliveries.NONE, maxPermits, null, eventType);
    }

    public Mutation change() {
        return change;
    }

    /** Returns the chains that it creates or changes. */
    List<ChainId> chains() {
        return chains;
    }

    /** Returns the bytes of its bodies and lists. */
    long bytes() {
        return bytes;
    }

    /** Returns the permits that it takes until it is settled. */
    int permits() {
        return permits;
    }

    /** Returns the future of the result; null if this is a record. */
    @Nullable CompletableFuture<MutationResult> outcome() {
        return outcome;
    }

    /** Returns the future of the result of an entry that is not a record. */
    CompletableFuture<MutationResult> outcomeOfCaller() {
        return requireNonNull(outcome, "outcome");
    }

    /** Returns the kind of the mutation, for logs. */
    String name() {
        return change.getClass().getSimpleName();
    }

    /** Returns the first deliveries, with reserved room, of the chains that it creates. */
    PreparedDeliveries prepared() {
        return prepared;
    }

    /** Returns the type of the event whose attempt this records; null if that is not known, and for all others. */
    @Nullable String eventType() {
        return eventType;
    }

    boolean isRecord() {
        return outcome == null;
    }

    /** Returns whether its caller has been notified, for example of a timeout. */
    boolean isAnswered() {
        return outcome != null && outcome.isDone();
    }

    public static List<ChainId> chains(Mutation change) {
        if (change instanceof Mutation.Publish publish) {
            return publish.acceptances().stream()
                    .flatMap(acceptance -> acceptance.chainsNow().stream())
                    .map(NewChain::id)
                    .toList();
        } else if (change instanceof Mutation.CreateChains create) {
            return create.slice().chains().stream().map(NewChain::id).toList();
        } else if (change instanceof Mutation.Rerun rerun) {
            return List.of(rerun.chain().id());
        } else if (change instanceof Mutation.Send send) {
            return List.of(send.chain().id());
        } else if (change instanceof Mutation.DeliverNow deliver) {
            return List.of(deliver.key().delivery().chain());
        } else if (change instanceof Mutation.RecordAttempt attempt) {
            return List.of(attempt.key().delivery().chain());
        } else if (change instanceof Mutation.Apply apply) {
            return List.of(apply.chain());
        } else if (change instanceof Mutation.Move move) {
            return List.of(move.chain());
        } else if (change instanceof Mutation.SetAside setAside) {
            return List.of(setAside.record().chain());
        } else if (change instanceof Mutation.EndSetAside end) {
            return List.of(end.record().chain());
        } else if (change instanceof Mutation.BulkSlice slice) {
            return slice.changes().stream()
                    .flatMap(each -> chains(each).stream())
                    .toList();
        } else if (change instanceof Mutation.StartBulk || change instanceof Mutation.StopBulk) {
            return List.of();
        } else {
            return List.of(((Mutation.Release) change).key().delivery().chain());
        }
    }

    private static long bytes(Mutation change) {
        return change instanceof Mutation.Publish publish
                ? publish.acceptances().stream()
                        .mapToLong(PendingMutation::bytes)
                        .sum()
                : 0;
    }

    private static long bytes(NewEvent acceptance) {
        long listed = acceptance.slice() > 0 ? acceptance.chains().size() : 0;
        return acceptance.event().body().length()
                + acceptance.event().attributes().length()
                + listed * BYTES_PER_LISTED_CHAIN;
    }
}
