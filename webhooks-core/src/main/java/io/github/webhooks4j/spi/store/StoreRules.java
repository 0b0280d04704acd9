package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainRules;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.Delivering;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.chain.Transition;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.Mutation.RecordAttempt;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The effects of mutations on a chain's record, as pure functions: every store loads records, applies these rules, and
 * writes the results. A store that decided by itself would be a second set of rules.
 */
public final class StoreRules {
    /** The lease owner of deliveries whose record is set aside: no node has this id. */
    public static final NodeId SET_ASIDE = new NodeId("set_aside");

    /** The lease owner of deliveries that a claim batch holds: the batch says which node that is, and until when. */
    public static final NodeId CLAIM_BATCH = new NodeId("claim_batch");

    /** The lease owner of deliveries that wait for their turn: no node claims them before. */
    public static final NodeId WAITS_FOR_TURN = new NodeId("waits_for_turn");

    /** The end of these leases: they last until they are ended explicitly. */
    private static final Instant NEVER = Instant.parse("2200-01-01T00:00:00Z");

    private StoreRules() {}

    /**
     * Returns the record of a chain that starts at {@code now}. If a node claims it, a claim batch holds it until it is released,
     * its first attempt is recorded, or the batch is dissolved.
     */
    public static StoredChain start(NewChain chain, EventId event, @Nullable OrderingTurn turn, Instant now) {
        return new StoredChain(
                Chain.start(chain.id(), chain.plan()),
                chain.webhook(),
                chain.revision(),
                event,
                now,
                null,
                chain.claimant() == null ? PendingDelivery.first(now) : heldFromStart(now),
                turn);
    }

    /** Returns whether the chain's delivery waits for its turn among those of its ordering key. */
    public static boolean isWaitingForTurn(StoredChain record) {
        PendingDelivery due = record.due();
        Lease lease = due == null ? null : due.lease();
        return lease != null && lease.holder().equals(WAITS_FOR_TURN);
    }

    /** Returns the record with its delivery waiting for its turn. */
    public static StoredChain waitForTurn(StoredChain record) {
        return withDue(record, due(record).renew(new Lease(WAITS_FOR_TURN, NEVER)));
    }

    /** Returns the record after its delivery's turn has come: it may be claimed now. */
    public static StoredChain takeTurn(StoredChain record, Instant now) {
        return withDue(record, due(record).from(now));
    }

    /** Returns whether a claim batch holds the chain's delivery: it has none in the queue. */
    public static boolean isInClaimBatch(StoredChain record) {
        PendingDelivery due = record.due();
        return due != null && due.isInClaimBatch();
    }

    /**
     * Returns the first delivery of a chain as a claim batch holds it. All of it follows from the chain's start, so that it need not
     * be stored.
     */
    public static PendingDelivery heldFromStart(Instant startedAt) {
        return PendingDelivery.inClaimBatch(startedAt, new Lease(CLAIM_BATCH, NEVER));
    }

    /** Returns the record after the claim batch that held it was dissolved: its delivery is in the queue under a lease. */
    public static StoredChain dissolve(StoredChain record, Lease lease) {
        return withDue(record, due(record).renew(lease));
    }

    /** Returns the record as it counts after its webhook was deleted: cancelled, if it was unfinished. */
    public static StoredChain deleted(StoredChain record, Instant deletedAt) {
        if (!record.chain().state().isUnfinished()) {
            return record;
        }
        // A node that did not know of the deletion may have started it afterwards.
        Instant at = deletedAt.isBefore(record.startedAt()) ? record.startedAt() : deletedAt;
        return apply(record, new ChainEvent.Cancel(), at).after();
    }

    /** Returns the record after an input. */
    public static Applied apply(StoredChain record, ChainEvent input, Instant now) {
        Transition transition = ChainRules.apply(record.chain(), input, now);
        return new Applied(record, moved(record, transition.chain(), now), transition.effect(), null);
    }

    /**
     * Returns the record after an attempt.
     *
     * @param health the failure streak of the chain's webhook after this attempt
     */
    public static Applied recordAttempt(StoredChain record, RecordAttempt change, FailureStreak health, Instant now) {
        AttemptOutcome verdict = change.verdict();
        boolean current = isCurrent(record, change.key());
        int step = change.key().delivery().step();
        if (verdict instanceof AttemptOutcome.Delivered) {
            // A success counts even under a stale claim: the payload did arrive.
            boolean sameRun = record.chain().resumeCount() == change.key().resumeCount();
            return sameRun ? apply(record, new ChainEvent.Delivered(step), now) : unchanged(record);
        }
        if (!current) {
            return unchanged(record);
        }
        if (verdict instanceof AttemptOutcome.Retry retry) {
            StoredChain later = withDue(record, due(record).retry(retry));
            return new Applied(
                    record, later, Effect.RETRY_SCHEDULED, verdict.isFailure() ? hopeless(change, health, now) : null);
        }
        InterruptionCause cause = causeOf(verdict);
        Applied givenUp = apply(record, new ChainEvent.DeliveryFailed(step, cause), now);
        boolean gone = cause == InterruptionCause.DESTINATION_GONE
                && change.disabling().whenGone();
        WebhookStatus disabled = gone ? WebhookStatus.DISABLED_GONE : hopeless(change, health, now);
        return new Applied(givenUp.before(), givenUp.after(), givenUp.effect(), disabled);
    }

    /** Returns why an attempt interrupts its chain that ends the delivery without success. */
    public static InterruptionCause causeOf(AttemptOutcome ending) {
        return ending instanceof AttemptOutcome.Exhausted exhausted
                ? switch (exhausted.reason()) {
                    case SCHEDULE_ENDED -> InterruptionCause.RETRIES_EXHAUSTED;
                    case FINAL_STATUS -> InterruptionCause.FINAL_STATUS;
                    case TOO_OLD -> InterruptionCause.TOO_OLD;
                }
                : InterruptionCause.DESTINATION_GONE;
    }

    /**
     * Returns the record after an attempt for a webhook that the store lacks: it was lost with the last commits of a
     * database, or was deleted long ago. A success finishes its step; the rest of the chain is cancelled.
     */
    public static Applied recordAttemptWithoutWebhook(StoredChain record, RecordAttempt change, Instant now) {
        StoredChain after =
                recordAttempt(record, change, FailureStreak.NONE, now).after();
        if (after.chain().state().isUnfinished()) {
            after = apply(after, new ChainEvent.Cancel(), now).after();
        }
        return new Applied(record, after, after.equals(record) ? Effect.IGNORED : Effect.MOVED, null);
    }

    /** Returns the record after its due delivery was claimed. */
    public static StoredChain claim(StoredChain record, LeaseRequest claimant, Instant now) {
        return withDue(record, due(record).claim(claimant.lease(now)));
    }

    /** Returns the record after the lease on its delivery was renewed; unchanged if the claimant does not hold it. */
    public static StoredChain renew(StoredChain record, ClaimToken key, LeaseRequest claimant, Instant now) {
        return isHeldBy(record, key, claimant.node())
                ? withDue(record, due(record).renew(claimant.lease(now)))
                : record;
    }

    /** Returns whether a node holds a delivery under a claim. */
    public static boolean isHeldBy(StoredChain record, ClaimToken key, NodeId node) {
        Lease lease = record.due() == null ? null : record.due().lease();
        return lease != null && isCurrent(record, key) && lease.holder().equals(node);
    }

    /**
     * Returns the record after one of its mutations was set aside: no node owns its delivery, and none can claim it.
     */
    public static Applied setAside(StoredChain record, Mutation change) {
        ClaimToken key = claimOf(change);
        return key != null && isCurrent(record, key)
                ? changed(record, withDue(record, due(record).renew(new Lease(SET_ASIDE, NEVER))), Effect.HELD)
                : unchanged(record);
    }

    /** Returns the record after one of its mutations that was set aside has been dropped: its delivery is due again. */
    public static Applied dropSetAside(StoredChain record, Mutation change) {
        ClaimToken key = claimOf(change);
        return key != null && isHeldBy(record, key, SET_ASIDE) ? release(record, key) : unchanged(record);
    }

    private static @Nullable ClaimToken claimOf(Mutation change) {
        if (change instanceof Mutation.RecordAttempt recorded) {
            return recorded.key();
        }
        return change instanceof Mutation.Release release ? release.key() : null;
    }

    /** Returns the record after a claim was released. */
    public static Applied release(StoredChain record, ClaimToken key) {
        return isCurrent(record, key)
                ? changed(record, withDue(record, due(record).release()), Effect.RELEASED)
                : unchanged(record);
    }

    /** Returns the record after a {@link Mutation.DeliverNow}. */
    public static Applied deliverNow(StoredChain record, ClaimToken key, Instant now) {
        PendingDelivery due = record.due();
        return due != null
                        && !due.claimed()
                        && isOf(record, due, key)
                        && due.at().isAfter(now)
                ? changed(record, withDue(record, due.from(now)), Effect.DUE_NOW)
                : unchanged(record);
    }

    /** Returns the record after a {@link Mutation.Move}. */
    public static Applied move(StoredChain record, Mutation.Move change, Instant now) {
        ClaimToken claim = change.claim();
        StoredChain released = claim == null ? record : release(record, claim).after();
        Chain chain = record.chain();
        int step = chain.state().step();
        if (!chain.state().isUnfinished()
                // It moves when its turn has come: no node needs its destination before.
                || isWaitingForTurn(record)
                || record.revision() >= change.revision()
                || step >= change.plan().steps()) {
            return changed(record, released, Effect.RELEASED);
        }
        PendingDelivery due = released.due();
        boolean toAnother = !change.plan()
                .destinations()
                .get(step)
                .equals(chain.plan().destinations().get(step));
        var moved = new StoredChain(
                new Chain(
                        chain.id(),
                        change.plan(),
                        chain.state(),
                        chain.resumeCount(),
                        chain.callbacks(),
                        chain.formerCallbacks()),
                record.webhook(),
                change.revision(),
                record.event(),
                record.startedAt(),
                record.finishedAt(),
                // A first delivery has no failures to forget, and one in a claim batch has no time of its own.
                due != null && toAnother && !due.isInClaimBatch() ? due.toNewDestination(now) : due,
                record.turn());
        return changed(record, moved, Effect.SETTINGS_CHANGED);
    }

    /**
     * Returns whether {@code key} names the present claim: one under which no attempt has been recorded yet. A lease that has ended
     * still counts as long as no other node has claimed the delivery. No node has claimed one that waits for its turn.
     */
    public static boolean isCurrent(StoredChain record, ClaimToken key) {
        PendingDelivery due = record.due();
        return due != null && due.claimed() && !isWaitingForTurn(record) && isOf(record, due, key);
    }

    private static boolean isOf(StoredChain record, PendingDelivery due, ClaimToken key) {
        return due.fencingToken() == key.fencingToken()
                && record.chain().resumeCount() == key.resumeCount()
                && record.chain().state().step() == key.delivery().step();
    }

    private static StoredChain moved(StoredChain record, Chain chain, Instant now) {
        ChainState before = record.chain().state();
        ChainState after = chain.state();
        Instant finishedAt = record.finishedAt();
        PendingDelivery due = record.due();
        if (!before.equals(after)) {
            finishedAt = after.isUnfinished() ? null : now;
            due = after instanceof Delivering ? PendingDelivery.first(now) : null;
        }
        return new StoredChain(
                chain,
                record.webhook(),
                record.revision(),
                record.event(),
                record.startedAt(),
                finishedAt,
                due,
                record.turn());
    }

    private static StoredChain withDue(StoredChain record, PendingDelivery due) {
        return new StoredChain(
                record.chain(),
                record.webhook(),
                record.revision(),
                record.event(),
                record.startedAt(),
                record.finishedAt(),
                due,
                record.turn());
    }

    private static PendingDelivery due(StoredChain record) {
        PendingDelivery due = record.due();
        if (due == null) {
            throw new IllegalStateException("chain " + record.chain().id() + " has no delivery due");
        }
        return due;
    }

    private static Applied changed(StoredChain before, StoredChain after, Effect effect) {
        return new Applied(before, after, after.equals(before) ? Effect.IGNORED : effect, null);
    }

    private static Applied unchanged(StoredChain record) {
        return new Applied(record, record, Effect.IGNORED, null);
    }

    private static @Nullable WebhookStatus hopeless(RecordAttempt change, FailureStreak health, Instant now) {
        return health.shouldDisable(change.disabling(), now) ? WebhookStatus.DISABLED_FAILING : null;
    }
}
