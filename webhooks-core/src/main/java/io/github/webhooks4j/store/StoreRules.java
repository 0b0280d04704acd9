package io.github.webhooks4j.store;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainRules;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.Delivering;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.chain.Transition;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.store.Change.RecordAttempt;
import io.github.webhooks4j.store.Outcome.Applied;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What changes do to a chain's record, as pure functions: every store loads records, asks here, and writes what came out. A
 * store that decided for itself would be a second set of rules.
 */
public final class StoreRules {
    /** The holder of deliveries whose record is set aside: a node of this name there is not. */
    public static final NodeId SET_ASIDE = new NodeId("set_aside");

    /** When such a lease ends: not before it is ended explicitly. */
    private static final Instant NEVER = Instant.parse("2200-01-01T00:00:00Z");

    private StoreRules() {}

    /** Returns the record of a chain that starts at {@code now}. */
    public static ChainRecord start(NewChain chain, EventId event, Instant now) {
        return new ChainRecord(
                Chain.start(chain.id(), chain.plan()),
                chain.webhook(),
                chain.revision(),
                event,
                now,
                null,
                Due.first(now, chain.claimant()));
    }

    /** Returns the record as it counts once its webhook is deleted: cancelled, if it was unfinished. */
    public static ChainRecord deleted(ChainRecord record, Instant deletedAt) {
        if (!record.chain().state().isUnfinished()) {
            return record;
        }
        // A node that did not know of the deletion may have started it afterwards.
        Instant at = deletedAt.isBefore(record.startedAt()) ? record.startedAt() : deletedAt;
        return apply(record, new ChainInput.Cancel(), at).after();
    }

    /** Returns the record after an input. */
    public static Applied apply(ChainRecord record, ChainInput input, Instant now) {
        Transition transition = ChainRules.apply(record.chain(), input, now);
        return new Applied(record, moved(record, transition.chain(), now), transition.effect(), null);
    }

    /**
     * Returns the record after an attempt.
     *
     * @param health the health of the chain's webhook after this attempt
     */
    public static Applied recordAttempt(ChainRecord record, RecordAttempt change, WebhookHealth health, Instant now) {
        Verdict verdict = change.verdict();
        boolean current = isCurrent(record, change.key());
        int step = change.key().delivery().step();
        if (verdict instanceof Verdict.Delivered) {
            // A success counts even under a stale claim: the payload did arrive.
            boolean sameRun = record.chain().resumes() == change.key().resumes();
            return sameRun ? apply(record, new ChainInput.Delivered(step), now) : unchanged(record);
        }
        if (!current) {
            return unchanged(record);
        }
        if (verdict instanceof Verdict.Retry retry) {
            ChainRecord later = withDue(record, due(record).retry(retry));
            return new Applied(
                    record, later, Effect.RETRY_SCHEDULED, verdict.isFailure() ? hopeless(health, now) : null);
        }
        InterruptionCause cause =
                verdict instanceof Verdict.Gone ? InterruptionCause.DESTINATION_GONE : InterruptionCause.GIVEN_UP;
        Applied givenUp = apply(record, new ChainInput.GivenUp(step, cause), now);
        WebhookStatus disabled =
                cause == InterruptionCause.DESTINATION_GONE ? WebhookStatus.DISABLED_GONE : hopeless(health, now);
        return new Applied(givenUp.before(), givenUp.after(), givenUp.effect(), disabled);
    }

    /**
     * Returns the record after an attempt for a webhook that the store does not have: it was lost with the last commits of a
     * database, or is long deleted. What a success finishes is finished; whatever remains to be done is cancelled.
     */
    public static Applied recordAttemptWithoutWebhook(ChainRecord record, RecordAttempt change, Instant now) {
        ChainRecord after =
                recordAttempt(record, change, WebhookHealth.GOOD, now).after();
        if (after.chain().state().isUnfinished()) {
            after = apply(after, new ChainInput.Cancel(), now).after();
        }
        return new Applied(record, after, after.equals(record) ? Effect.NOT_APPLICABLE : Effect.MOVED, null);
    }

    /** Returns the record after its due delivery was claimed. */
    public static ChainRecord claim(ChainRecord record, Claimant claimant, Instant now) {
        return withDue(record, due(record).claim(claimant.lease(now)));
    }

    /** Returns the record after the lease on its delivery was renewed; unchanged if the claimant does not hold it. */
    public static ChainRecord renew(ChainRecord record, DueKey key, Claimant claimant, Instant now) {
        return isHeldBy(record, key, claimant.node())
                ? withDue(record, due(record).renew(claimant.lease(now)))
                : record;
    }

    /** Returns whether a node holds a delivery under a claim. */
    public static boolean isHeldBy(ChainRecord record, DueKey key, NodeId node) {
        Lease lease = record.due() == null ? null : record.due().lease();
        return lease != null && isCurrent(record, key) && lease.holder().equals(node);
    }

    /** Returns the record after a change about it was set aside: its delivery is held by no node, and free to none. */
    public static Applied setAside(ChainRecord record, Change change) {
        DueKey key = claimOf(change);
        return key != null && isCurrent(record, key)
                ? changed(record, withDue(record, due(record).renew(new Lease(SET_ASIDE, NEVER))), Effect.HELD)
                : unchanged(record);
    }

    /** Returns the record after a change about it that was set aside has been dropped: its delivery is due again. */
    public static Applied dropSetAside(ChainRecord record, Change change) {
        DueKey key = claimOf(change);
        return key != null && isHeldBy(record, key, SET_ASIDE) ? release(record, key) : unchanged(record);
    }

    private static @Nullable DueKey claimOf(Change change) {
        if (change instanceof Change.RecordAttempt recorded) {
            return recorded.key();
        }
        return change instanceof Change.Release release ? release.key() : null;
    }

    /** Returns the record after a claim was released. */
    public static Applied release(ChainRecord record, DueKey key) {
        return isCurrent(record, key)
                ? changed(record, withDue(record, due(record).release()), Effect.RELEASED)
                : unchanged(record);
    }

    /** Returns the record after a {@link Change.Move}. */
    public static Applied move(ChainRecord record, Change.Move change, Instant now) {
        DueKey claim = change.claim();
        ChainRecord released = claim == null ? record : release(record, claim).after();
        Chain chain = record.chain();
        int step = chain.state().step();
        if (!chain.state().isUnfinished()
                || record.revision() >= change.revision()
                || step >= change.plan().steps()) {
            return changed(record, released, Effect.RELEASED);
        }
        Due due = released.due();
        boolean toAnother = !change.plan()
                .destinations()
                .get(step)
                .equals(chain.plan().destinations().get(step));
        var moved = new ChainRecord(
                new Chain(chain.id(), change.plan(), chain.state(), chain.resumes(), chain.callbacks()),
                record.webhook(),
                change.revision(),
                record.event(),
                record.startedAt(),
                record.finishedAt(),
                due != null && toAnother ? due.toNewDestination(now) : due);
        return changed(record, moved, Effect.SETTINGS_CHANGED);
    }

    /**
     * Returns whether {@code key} names the present claim: one under which no attempt has been recorded yet. A lease that has ended
     * still counts as long as no other node has claimed the delivery.
     */
    public static boolean isCurrent(ChainRecord record, DueKey key) {
        Due due = record.due();
        return due != null
                && due.claimed()
                && due.fence() == key.fence()
                && record.chain().resumes() == key.resumes()
                && record.chain().state().step() == key.delivery().step();
    }

    private static ChainRecord moved(ChainRecord record, Chain chain, Instant now) {
        ChainState before = record.chain().state();
        ChainState after = chain.state();
        Instant finishedAt = record.finishedAt();
        Due due = record.due();
        if (!before.equals(after)) {
            finishedAt = after.isUnfinished() ? null : now;
            due = after instanceof Delivering ? Due.first(now, null) : null;
        }
        return new ChainRecord(
                chain, record.webhook(), record.revision(), record.event(), record.startedAt(), finishedAt, due);
    }

    private static ChainRecord withDue(ChainRecord record, Due due) {
        return new ChainRecord(
                record.chain(),
                record.webhook(),
                record.revision(),
                record.event(),
                record.startedAt(),
                record.finishedAt(),
                due);
    }

    private static Due due(ChainRecord record) {
        Due due = record.due();
        if (due == null) {
            throw new IllegalStateException("chain " + record.chain().id() + " has no delivery due");
        }
        return due;
    }

    private static Applied changed(ChainRecord before, ChainRecord after, Effect effect) {
        return new Applied(before, after, after.equals(before) ? Effect.NOT_APPLICABLE : effect, null);
    }

    private static Applied unchanged(ChainRecord record) {
        return new Applied(record, record, Effect.NOT_APPLICABLE, null);
    }

    private static @Nullable WebhookStatus hopeless(WebhookHealth health, Instant now) {
        return health.isHopeless(now) ? WebhookStatus.DISABLED_FAILING : null;
    }
}
