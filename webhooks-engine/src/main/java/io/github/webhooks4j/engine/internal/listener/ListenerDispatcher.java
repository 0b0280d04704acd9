package io.github.webhooks4j.engine.internal.listener;

import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineListener;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the application's listener on a task of its own, so that no code of the application runs on the engine's other
 * tasks. Thread-safe.
 */
public final class ListenerDispatcher implements BackgroundTask {
    /** The most events that wait for a slow listener. */
    static final int MAX_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ListenerDispatcher.class);

    private final String name;
    private final EngineListener listener;
    private final Waker waker;
    private final Queue<EngineEvent> waiting = new ArrayDeque<>(); // guarded by itself
    private long missed; // guarded by waiting

    public ListenerDispatcher(String name, EngineListener listener, Waker waker) {
        this.name = name;
        this.listener = listener;
        this.waker = waker;
    }

    public void publish(EngineEvent change) {
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
        EngineEvent change = take();
        while (change != null) {
            try {
                listener.onEvent(change);
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

    private @Nullable EngineEvent take() {
        synchronized (waiting) {
            if (missed > 0) {
                LOG.warn("{}: the listener was too slow and missed {} events; the history has them", name, missed);
                missed = 0;
            }
            return waiting.poll();
        }
    }
}
