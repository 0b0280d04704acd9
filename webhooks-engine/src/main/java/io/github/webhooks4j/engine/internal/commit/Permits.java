package io.github.webhooks4j.engine.internal.commit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A fair semaphore whose waiting is a future, so that a caller can stop waiting, and the simulation can wait without a thread.
 * Thread-safe.
 */
final class Permits {
    private record Waiting(CompletableFuture<Boolean> granted, int count) {}

    private int free; // guarded by this
    private final Deque<Waiting> waiting = new ArrayDeque<>(); // guarded by this; who has waited longest first
    private boolean closed; // guarded by this

    Permits(int free) {
        this.free = free;
    }

    /** Asks for permits; the future completes with true when they are granted, with false when they never will be. */
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

    /** Stops waiting; returns whether it waited until now. */
    @SuppressWarnings("ReferenceEquality") // a future is nothing but itself
    synchronized boolean cancel(CompletableFuture<Boolean> granted) {
        if (!waiting.removeIf(each -> each.granted() == granted)) {
            return false;
        }
        granted.complete(false);
        // One that needs less may have stood behind it.
        grant();
        return true;
    }

    /** Ends all waiting, now and later. */
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
