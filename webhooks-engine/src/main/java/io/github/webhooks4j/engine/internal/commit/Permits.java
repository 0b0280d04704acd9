package io.github.webhooks4j.engine.internal.commit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A fair semaphore that returns a future, so that a caller can stop waiting, and the simulation can wait without a
 * thread. Thread-safe.
 */
final class Permits {
    private record Waiting(CompletableFuture<Boolean> granted, int count) {}

    private int free; // guarded by this
    private final Deque<Waiting> waiting = new ArrayDeque<>(); // guarded by this; the longest wait first
    private boolean closed; // guarded by this

    Permits(int free) {
        this.free = free;
    }

    /** Requests permits; the future completes with true when they are granted, with false when they never will be. */
    synchronized CompletableFuture<Boolean> acquire(int count) {
        var granted = new CompletableFuture<Boolean>();
        if (closed) {
            granted.complete(false);
        } else if (waiting.isEmpty() && count <= free) {
            granted.complete(true);
            free -= count;
        } else {
            waiting.addLast(new Waiting(granted, count));
        }
        return granted;
    }

    synchronized void release(int count) {
        free += count;
        grant();
    }

    /** Cancels a request; returns whether it was still waiting. */
    @SuppressWarnings("ReferenceEquality") // futures are compared by identity
    synchronized boolean cancel(CompletableFuture<Boolean> granted) {
        if (!waiting.removeIf(each -> each.granted() == granted)) {
            return false;
        }
        granted.complete(false);
        // A smaller request may have waited behind it.
        grant();
        return true;
    }

    /** Refuses all requests, waiting and later ones. */
    synchronized void close() {
        closed = true;
        List.copyOf(waiting).forEach(each -> each.granted().complete(false));
        waiting.clear();
    }

    synchronized int free() {
        return free;
    }

    private void grant() {
        while (!waiting.isEmpty() && waiting.getFirst().count() <= free) {
            Waiting next = waiting.removeFirst();
            free -= next.count();
            next.granted().complete(true);
        }
    }
}
