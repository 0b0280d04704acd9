package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.store.ChainSlice;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the chains of events that were accepted with a list of them: slice by slice, at most one of each event at a time, and
 * with whatever else is to be written between them. What is still to be created is told by the store alone, so any node goes on
 * where another one ended; two that create the same slice create it once. {@link #step} belongs to one loop; the rest is
 * thread-safe.
 */
final class FanOut {
    /** Chains of one event that are created in one transaction. */
    static final int SLICE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);
    /** Chains that are handed in to be created at a time, unless a single slice has more. */
    private static final int AT_ONCE = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    /** Bodies that are kept for the first deliveries of what was published here; the others are read when they are claimed. */
    private static final long MAX_BODY_BYTES = 16L << 20;
    /** The fence of the claim that a chain is created with. */
    private static final int FIRST_FENCE = 1;

    private static final ChainState STARTED = new ChainState.Delivering(0);

    /** The body of an event that was published here, until its last slice is created. */
    private record Published(EventBody body, int slicesLeft) {}

    private final String name;
    private final Store store;
    private final Journal journal;
    private final Lanes lanes;
    private final Leases leases;
    private final Notifier notifier;
    private final Claimant claimant;
    private final Clock clock;
    private final Runnable wake;

    private final Map<EventId, Published> published = new HashMap<>(); // guarded by this
    private long bodyBytes; // guarded by this
    private int underWay; // guarded by this; slices handed in and not written yet
    private boolean wanted = true; // guarded by this; whether the next step looks, whatever the time
    private boolean failed; // guarded by this; whether a slice could not be written since the last look
    private Instant lookAgainAt = Instant.MIN; // confined to the loop
    private @Nullable EventId last; // confined to the loop; the event that had its turn last

    /**
     * Creates one.
     *
     * @param wake has {@link #step} done soon; must not block
     */
    FanOut(
            String name,
            Store store,
            Journal journal,
            Lanes lanes,
            Leases leases,
            Notifier notifier,
            Claimant claimant,
            Clock clock,
            Runnable wake) {
        this.name = name;
        this.store = store;
        this.journal = journal;
        this.lanes = lanes;
        this.leases = leases;
        this.notifier = notifier;
        this.claimant = claimant;
        this.clock = clock;
        this.wake = wake;
    }

    /** Notes that an event was accepted here whose chains are still to be created; does not block. */
    void published(Event event, int slices) {
        synchronized (this) {
            if (bodyBytes + event.body().length() <= MAX_BODY_BYTES
                    && published.putIfAbsent(event.id(), new Published(event.body(), slices)) == null) {
                bodyBytes += event.body().length();
            }
        }
        note();
    }

    /** Notes that there may be chains to create; does not block. */
    void note() {
        synchronized (this) {
            wanted = true;
        }
        wake.run();
    }

    /**
     * Hands in a slice of each of some events; returns when to look again, null while slices are under way, the last of which
     * has this called again.
     *
     * @throws io.github.webhooks4j.store.StoreException if the store fails; the next call tries again
     */
    @Nullable Instant step() {
        Instant now = clock.instant();
        synchronized (this) {
            if (underWay > 0) {
                return null;
            }
            if (failed) {
                failed = false;
                lookAgainAt = now.plus(PAUSE_AFTER_FAILURE);
            }
            // A clock that was set back must not stop it.
            if (!wanted && now.isBefore(lookAgainAt) && !lookAgainAt.isAfter(now.plus(LOOK_AGAIN))) {
                return lookAgainAt;
            }
            wanted = false;
        }
        lookAgainAt = now;
        List<ChainSlice> slices = next();
        lookAgainAt = now.plus(LOOK_AGAIN);
        if (slices.isEmpty()) {
            return lookAgainAt;
        }
        last = slices.get(slices.size() - 1).event();
        synchronized (this) {
            underWay = slices.size();
        }
        slices.forEach(this::create);
        return null;
    }

    /** Events take turns. */
    private List<ChainSlice> next() {
        List<ChainSlice> slices = store.slices(last, AT_ONCE);
        return slices.isEmpty() && last != null ? store.slices(null, AT_ONCE) : slices;
    }

    private void create(ChainSlice listed) {
        Instant now = clock.instant();
        EventBody body = body(listed.event());
        ChainSlice slice = body == null ? listed : claimed(listed, body, now);
        var unused = journal.submitNow(new Change.CreateChains(slice)).whenComplete((outcome, failure) -> {
            try {
                if (outcome instanceof Outcome.Created created) {
                    created(slice, created.cancelled(), body, now);
                } else {
                    // Another node was quicker; or this failed, and if it was written all the same, the leases that its
                    // chains were created with end by themselves.
                    unreserve(slice, body);
                }
            } finally {
                ended(slice.event(), failure);
            }
        });
    }

    private ChainSlice claimed(ChainSlice slice, EventBody body, Instant now) {
        var chains = new ArrayList<NewChain>(slice.chains().size());
        for (NewChain chain : slice.chains()) {
            boolean held = lanes.reserve(chain.lane(), body.length(), now);
            chains.add(
                    held ? new NewChain(chain.id(), chain.webhook(), chain.revision(), chain.plan(), claimant) : chain);
        }
        return new ChainSlice(slice.event(), slice.number(), chains);
    }

    private void created(ChainSlice slice, Set<ChainId> cancelled, @Nullable EventBody body, Instant now) {
        var inStore = new ArrayList<LaneDue>();
        for (NewChain chain : slice.chains()) {
            var lane = chain.lane();
            notifier.tell(new StateChange.ChainStarted(chain.id(), chain.webhook(), slice.event()));
            EventBody held = chain.claimant() == null ? null : body;
            if (cancelled.contains(chain.id())) {
                notifier.tell(
                        new StateChange.ChainMoved(chain.id(), chain.webhook(), STARTED, new ChainState.Cancelled(0)));
                if (held != null) {
                    lanes.unreserve(lane, held.length());
                }
            } else if (held != null) {
                begin(chain, held, now);
            } else {
                inStore.add(new LaneDue(lane, now));
            }
        }
        lanes.noteDueInStore(inStore);
    }

    private void begin(NewChain chain, EventBody body, Instant now) {
        var claim = new DueKey(new DeliveryId(chain.id(), 0), 0, FIRST_FENCE);
        var delivery = new DueDelivery(claim, NextAttempt.FIRST, chain.lane(), chain.revision(), body);
        leases.began(delivery, now);
        if (!lanes.offerReserved(delivery)) {
            journal.giveBack(claim);
        }
    }

    private void unreserve(ChainSlice slice, @Nullable EventBody body) {
        for (NewChain chain : slice.chains()) {
            if (chain.claimant() != null && body != null) {
                lanes.unreserve(chain.lane(), body.length());
            }
        }
    }

    private synchronized @Nullable EventBody body(EventId event) {
        Published known = published.get(event);
        return known == null ? null : known.body();
    }

    private void ended(EventId event, @Nullable Throwable failure) {
        boolean all;
        synchronized (this) {
            underWay--;
            if (failure == null) {
                wanted = true;
                countDown(event);
            } else {
                LOG.warn("{}: chains of event {} could not be created yet: {}", name, event, failure.toString());
                failed = true;
            }
            all = underWay == 0;
        }
        if (all) {
            wake.run();
        }
    }

    private void countDown(EventId event) {
        Published known = published.get(event);
        if (known != null && known.slicesLeft() > 1) {
            published.put(event, new Published(known.body(), known.slicesLeft() - 1));
        } else if (known != null) {
            published.remove(event);
            bodyBytes -= known.body().length();
        }
    }
}
