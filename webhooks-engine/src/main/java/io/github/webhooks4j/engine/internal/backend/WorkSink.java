package io.github.webhooks4j.engine.internal.backend;

import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The lanes as a {@link WorkSource} sees them: what they have room for, and what it reports to them. Thread-safe; never blocks. */
public interface WorkSink {
    /** Notes when work of a lane may be claimed: now, when it is due, or when another node's lease on it ends. */
    void noteNextDue(LaneKey lane, Instant at);

    /** Notes when work may be claimed, in many lanes at once. */
    void noteNextDue(Collection<LaneDueTime> dues);

    /** Returns whether nothing of a webhook may begin. */
    boolean isParked(WebhookId webhook);

    /**
     * Returns what to claim now; each lane is left out of further calls until {@link #claimed} or {@link #claimFailed}.
     *
     * @return empty if nothing is due that has room
     */
    List<ClaimRequest> claims(Instant now);

    /**
     * Takes what a claim brought. What was dropped in the meantime is forgotten.
     *
     * @return what is to be released, because its lane was parked in the meantime or all were stopped
     */
    List<ClaimedDelivery> claimed(List<ClaimRequest> claims, ClaimResult claimed);

    /** Ends a claim that failed: its lanes are asked for again. */
    void claimFailed(List<ClaimRequest> claims, Instant now);

    /**
     * Forgets a delivery that was claimed and is not to be attempted here any more, unless it has begun.
     *
     * @param settled returns which, and always the same: it is asked about what a claim under way may bring too
     */
    void drop(LaneKey lane, Predicate<ClaimToken> settled);

    /**
     * Returns some of what waits behind open circuits, but for a probe each: to be released, since the leases on it would otherwise be
     * renewed for as long as a destination is dead.
     */
    List<ClaimedDelivery> drainOpenCircuits(int most);

    /**
     * Lets lanes that may begin again queue for their turn.
     *
     * @return when to look next: when work in the store, a probe or a lane's next turn by its pace is due; null if nothing is known to come
     */
    @Nullable Instant nextTime(Instant now);
}
