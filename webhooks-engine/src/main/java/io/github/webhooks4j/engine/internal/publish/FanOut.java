package io.github.webhooks4j.engine.internal.publish;

import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.backend.PreparedDeliveries;
import io.github.webhooks4j.engine.internal.commit.FirstDeliveries;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the chains of events that were accepted with a list of chains. It submits slice after slice, at most one
 * slice of an event at a time, so that other mutations are written in between. Only the store has the list of missing
 * slices, so any node continues where another one ended; a slice that two nodes submit is created once. One task calls
 * {@link #step}; the rest is thread-safe.
 */
public final class FanOut implements CommitListener, BackgroundTask {
    /** The most chains of one event that one transaction creates. */
    public static final int SLICE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);
    /** The most chains that are submitted at a time, unless a single slice has more. */
    private static final int AT_ONCE = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    /**
     * The most bytes of bodies in memory for first deliveries of events that this engine published; other bodies are
     * read by the claims.
     */
    private static final long MAX_BODY_BYTES = 16L << 20;

    /** What this engine has of an event that it published, until its last slice is created. */
    private record Published(EventContent event, int slicesLeft) {}

    private final String name;
    private final Store store;
    private final CommandGateway commits;
    private final FirstDeliveries firstDeliveries;
    private final Clock clock;
    private final Waker waker;

    private final Map<EventId, Published> published = new HashMap<>(); // guarded by this
    private long bodyBytes; // guarded by this
    private int underWay; // guarded by this; slices submitted and not written yet
    private boolean wanted = true; // guarded by this; whether the next step queries the store in any case
    private boolean failed; // guarded by this; whether a slice could not be written since the last query
    private DueTime nextLook = DueTime.atOnce(LOOK_AGAIN); // confined to the task
    private @Nullable EventId last; // confined to the task; the event that had its turn last

    /**
     * Creates a fan-out.
     *
     * @param waker wakes this task
     */
    public FanOut(
            EngineContext context, Store store, CommandGateway commits, FirstDeliveries firstDeliveries, Waker waker) {
        this.name = context.name();
        this.store = store;
        this.commits = commits;
        this.firstDeliveries = firstDeliveries;
        this.clock = context.clock();
        this.waker = waker;
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(entry -> {
            for (NewEvent acceptance : entry.accepted()) {
                if (acceptance.event().orderingKey() != null) {
                    // The store lists its chains if those of an earlier event of the key are still to be created.
                    note();
                } else if (acceptance.slice() > 0 && !acceptance.chains().isEmpty()) {
                    published(acceptance.event(), acceptance.slices(null).size());
                }
            }
        });
    }

    /** Records that this engine has published an event whose chains are still to be created; does not block. */
    private void published(Event event, int slices) {
        EventContent content = EventContent.of(event);
        synchronized (this) {
            if (bodyBytes + content.length() <= MAX_BODY_BYTES
                    && published.putIfAbsent(event.id(), new Published(content, slices)) == null) {
                bodyBytes += content.length();
            }
        }
        note();
    }

    /** Makes the next step query the store for chains to create; does not block. */
    void note() {
        synchronized (this) {
            wanted = true;
        }
        waker.wake();
    }

    /**
     * Submits one slice of each of some events. Returns when to query again; null while slices are in flight, the last
     * of which wakes this task.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails; the next call tries again
     */
    @Override
    public @Nullable Instant step() {
        Instant now = clock.instant();
        synchronized (this) {
            if (underWay > 0) {
                return null;
            }
            if (failed) {
                failed = false;
                nextLook = nextLook.after(now, PAUSE_AFTER_FAILURE);
            }
            if (!wanted && !nextLook.isDue(now)) {
                return nextLook.at();
            }
            wanted = false;
        }
        nextLook = nextLook.after(now, Duration.ZERO);
        List<ChainSlice> slices = next();
        nextLook = nextLook.after(now, LOOK_AGAIN);
        if (slices.isEmpty()) {
            forget();
            return nextLook.at();
        }
        last = slices.get(slices.size() - 1).event();
        synchronized (this) {
            underWay = slices.size();
        }
        slices.forEach(this::create);
        return null;
    }

    /** Drops events whose last slice was created by an erasure or another node; not one that was published since the query. */
    private synchronized void forget() {
        if (!wanted) {
            published.clear();
            bodyBytes = 0;
        }
    }

    /** Returns how many bytes of events it has in memory. */
    synchronized long bodyBytes() {
        return bodyBytes;
    }

    /** Events take turns. */
    private List<ChainSlice> next() {
        List<ChainSlice> slices = store.slices(last, AT_ONCE);
        return slices.isEmpty() && last != null ? store.slices(null, AT_ONCE) : slices;
    }

    private void create(ChainSlice listed) {
        Instant now = clock.instant();
        Published event = published(listed.event());
        ChainSlice slice = listed;
        var prepared = new PreparedDeliveries(now, List.of());
        if (event != null && listed.turn() == null) {
            FirstDeliveries.Prepared first = firstDeliveries.prepare(listed.chains(), event.event(), now);
            slice = listed.with(first.chains());
            prepared = first.deliveries();
        }
        // Another node may have created the slice first. If this fails although it was written, the leases of its
        // pre-claimed chains end by themselves.
        var unused = commits.submitNow(new Mutation.CreateChains(slice), prepared)
                .whenComplete((outcome, failure) -> ended(listed.event(), failure));
    }

    private synchronized @Nullable Published published(EventId event) {
        return published.get(event);
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
            waker.wake();
        }
    }

    private void countDown(EventId event) {
        Published known = published.get(event);
        if (known != null && known.slicesLeft() > 1) {
            published.put(event, new Published(known.event(), known.slicesLeft() - 1));
        } else if (known != null) {
            published.remove(event);
            bodyBytes -= known.event().length();
        }
    }
}
