package io.github.webhooks4j.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings state changes to the listener on a loop of its own, so that no user code runs where the engine works. Thread-safe.
 */
final class Notifier implements BackgroundTask {
    /** Changes that may wait for a slow listener. */
    static final int MAX_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    private final String name;
    private final EngineListener listener;
    private final Waker waker;
    private final Queue<StateChange> waiting = new ArrayDeque<>(); // guarded by itself
    private long missed; // guarded by waiting

    Notifier(String name, EngineListener listener, Waker waker) {
        this.name = name;
        this.listener = listener;
        this.waker = waker;
    }

    void tell(StateChange change) {
        boolean first;
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING) {
                missed++;
                return;
            }
            first = waiting.isEmpty();
            waiting.add(change);
        }
        if (first) {
            waker.wake();
        }
    }

    @Override
    public @Nullable Instant step() {
        StateChange change = take();
        while (change != null) {
            try {
                listener.on(change);
            } catch (RuntimeException e) {
                LOG.error(
                        "{}: the listener failed on a {}",
                        name,
                        change.getClass().getSimpleName(),
                        e);
            }
            change = take();
        }
        return null;
    }

    private @Nullable StateChange take() {
        synchronized (waiting) {
            if (missed > 0) {
                LOG.warn("{}: the listener was too slow and missed {} changes; the history has them", name, missed);
                missed = 0;
            }
            return waiting.poll();
        }
    }
}
