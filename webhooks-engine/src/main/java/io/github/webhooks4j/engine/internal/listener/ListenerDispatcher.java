package io.github.webhooks4j.engine.internal.listener;

import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one listener of the application on a task of its own, so that its code runs on none of the engine's other tasks and delays no
 * other listener. Thread-safe.
 */
public final class ListenerDispatcher implements BackgroundTask {
    /** The most events that wait for a slow listener. */
    static final int MAX_WAITING = 10_000;
    /** A listener that takes longer for one event is reported. */
    private static final Duration LONG = Duration.ofSeconds(30);
    /** For this long after a listener missed an event, that is reported. */
    private static final Duration RECENTLY = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(ListenerDispatcher.class);

    private final EngineContext context;
    private final EngineListener listener;
    private final Waker waker;
    private final Queue<EngineEvent> waiting = new ArrayDeque<>(); // guarded by itself
    private long unreported; // guarded by waiting; events missed since the last warning
    private long missed; // guarded by waiting
    private @Nullable Instant missedAt; // guarded by waiting
    private @Nullable Instant busySince; // guarded by waiting

    public ListenerDispatcher(EngineContext context, EngineListener listener, Waker waker) {
        this.context = context;
        this.listener = listener;
        this.waker = waker;
    }

    /** Queues an event for the listener, unless too many wait already; does not block. */
    public void publish(EngineEvent event) {
        boolean first;
        boolean fits;
        synchronized (waiting) {
            fits = waiting.size() < MAX_WAITING;
            first = waiting.isEmpty();
            if (fits) {
                waiting.add(event);
            } else {
                missed++;
                unreported++;
                missedAt = event.at();
            }
        }
        if (!fits) {
            context.metrics().record(metrics -> metrics.onListenerEventsMissed(listener.getClass()));
        } else if (first) {
            waker.wake();
        }
    }

    @Override
    public @Nullable Instant step() {
        EngineEvent event = take();
        while (event != null) {
            try {
                listener.onEvent(event);
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "{}: the listener {} failed on a {}",
                        context.name(),
                        listener.getClass().getName(),
                        event.getClass().getSimpleName(),
                        e);
            }
            event = take();
        }
        return null;
    }

    /** Returns how many events wait. */
    public int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** Returns how many events the listener has missed. */
    public long missed() {
        synchronized (waiting) {
            return missed;
        }
    }

    /** Returns sentences for an operator about a slow listener; empty if it is not. */
    public List<String> notes() {
        Instant now = context.clock().instant();
        String subject = "listener " + listener.getClass().getName();
        var notes = new ArrayList<String>();
        synchronized (waiting) {
            if (busySince != null && busySince.plus(LONG).isBefore(now)) {
                notes.add(subject + " has been busy with one event since " + busySince + ", and " + waiting.size()
                        + " wait for it");
            }
            if (missedAt != null && now.isBefore(missedAt.plus(RECENTLY))) {
                notes.add(subject + " was too slow and has missed " + missed + " events, the last at " + missedAt
                        + "; the history has them");
            }
        }
        return notes;
    }

    private @Nullable EngineEvent take() {
        Instant now = context.clock().instant();
        EngineEvent event;
        long toReport;
        synchronized (waiting) {
            toReport = unreported;
            unreported = 0;
            event = waiting.poll();
            busySince = event == null ? null : now;
        }
        // Not with the lock held, for which committers may wait: a log may block.
        if (toReport > 0) {
            LOG.warn(
                    "{}: the listener {} was too slow and missed {} events; the history has them",
                    context.name(),
                    listener.getClass().getName(),
                    toReport);
        }
        return event;
    }
}
