package io.github.webhooks4j.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A fair semaphore whose waiting is a future, so that a caller can stop waiting, and the simulation can wait without a thread. Thread-safe. */
final class Permits {
    private int free; // guarded by this
    private final Map<CompletableFuture<Boolean>, Integer> waiting = new LinkedHashMap<>(); // guarded by this
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
            waiting.put(granted, count);
        }
        return granted;
    }

    synchronized void release(int count) {
        free += count;
        grant();
    }

    /** Stops waiting; returns whether it waited until now. */
    synchronized boolean cancel(CompletableFuture<Boolean> granted) {
        if (waiting.remove(granted) == null) {
            return false;
        }
        granted.complete(false);
        // One that needs less may have stood behind it.
        grant();
        return true;
    }

    /** Lets nobody wait any more. */
    synchronized void close() {
        closed = true;
        waiting.keySet().forEach(granted -> granted.complete(false));
        waiting.clear();
    }

    synchronized int free() {
        return free;
    }

    private void grant() {
        var first = waiting.entrySet().iterator();
        while (first.hasNext()) {
            Map.Entry<CompletableFuture<Boolean>, Integer> next = first.next();
            if (next.getValue() > free) {
                return;
            }
            free -= next.getValue();
            first.remove();
            next.getKey().complete(true);
        }
    }
}
