package io.github.webhooks4j.transport.internal.dns;

import static java.util.Objects.requireNonNullElse;

import io.github.webhooks4j.transport.NameResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up with a deadline, which the JDK's resolver does not have and OkHttp's call timeout does not enforce.
 * Callers that ask for the same name at the same time share one lookup. {@link LookupTurns} decides which names are
 * looked up first, and {@link NameMemory} which need not be looked up again. Thread-safe.
 */
public final class BoundedResolver implements AutoCloseable {
    /** How long a caller waits for the start of a lookup before it {@linkplain Wait#hasStarted checks} it again. */
    public static final long TURN_NANOS = 50_000_000;

    private final NameResolver resolver;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor executor;

    // guarded by this
    private final NameMemory memory = new NameMemory();
    private final LookupTurns turns = new LookupTurns(memory);
    private final Map<String, Lookup> lookups = new HashMap<>();
    private boolean closed;

    public BoundedResolver(NameResolver resolver, LongSupplier nanoTime) {
        this.resolver = resolver;
        this.nanoTime = nanoTime;
        var threads = new AtomicInteger();
        // The turns limit how many run.
        this.executor =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    var thread = new Thread(task, "webhooks-resolver-" + threads.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Returns the addresses of {@code host}, at least one.
     *
     * @throws UnknownHostException if it has none, if none was found {@code within} the time, or if the thread is
     *     interrupted, which keeps its interrupt flag; {@link ResolverFailedException} if the cause is not the name
     */
    public List<InetAddress> resolve(String host, Duration within) throws UnknownHostException {
        Wait wait = begin(host, within);
        try {
            return await(wait, within);
        } catch (ExecutionException e) {
            throw failureOf(e.getCause());
        } catch (TimeoutException e) {
            throw wait.late();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        } finally {
            wait.leave();
        }
    }

    /**
     * Begins to look up {@code host} without waiting for it.
     *
     * @param within how long the caller will wait
     * @throws UnknownHostException if it is known that the lookup would fail, or that it would take too long; {@link
     *     ResolverFailedException} if the cause is not the name
     */
    public Wait begin(String host, Duration within) throws UnknownHostException {
        return new Wait(join(host, within), within);
    }

    /**
     * The wait of one caller for a lookup. Until it has started, the caller checks it every {@link #TURN_NANOS}; at its
     * deadline, it takes {@link #late} as the failure; in every case it leaves once. Thread-safe.
     */
    public final class Wait {
        private final Lookup lookup;
        private final Duration within;

        private Wait(Lookup lookup, Duration within) {
            this.lookup = lookup;
            this.within = within;
        }

        /**
         * Returns the result, whose failure is one of {@link #failureOf}. It completes on a thread of the resolver, and is
         * shared with other callers.
         */
        public CompletableFuture<List<InetAddress>> result() {
            return lookup.result;
        }

        /** Returns whether the lookup has started, after it was started if it may. */
        public boolean hasStarted() {
            return BoundedResolver.this.hasStarted(lookup);
        }

        /** Returns the failure of a caller whose time is over. */
        public UnknownHostException late() {
            return BoundedResolver.this.late(lookup, within);
        }

        /** Ends the wait. */
        public void leave() {
            BoundedResolver.this.leave(lookup);
        }
    }

    /**
     * Returns what a failed lookup throws: a new exception for each caller, since OkHttp adds suppressed ones to it.
     *
     * @throws IllegalStateException if the resolver itself failed
     */
    public static UnknownHostException failureOf(@Nullable Throwable cause) {
        if (cause instanceof ResolverFailedException failure) {
            return new ResolverFailedException(requireNonNullElse(failure.getMessage(), ""));
        }
        if (cause instanceof UnknownHostException failure) {
            return new UnknownHostException(failure.getMessage());
        }
        throw new IllegalStateException("the name resolver failed", cause);
    }

    /** Stops the threads that are not stuck; those that are do not keep the JVM alive. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        executor.shutdownNow();
    }

    private synchronized Lookup join(String host, Duration within) throws UnknownHostException {
        if (closed) {
            throw new ResolverFailedException("the resolver is closed");
        }
        long now = nanoTime.getAsLong();
        UnknownHostException failure = memory.recentFailure(host, now);
        if (failure != null) {
            throw failure;
        }
        Lookup lookup = lookups.get(host);
        if (lookup == null) {
            if (turns.isFull()) {
                throw new ResolverFailedException("too many names wait to be looked up");
            }
            lookup = new Lookup(host);
            lookups.put(host, lookup);
            turns.add(lookup);
            startWhatMay();
        } else if (lookup.started && now - lookup.startedAt >= within.toNanos()) {
            // Other callers have waited as long for the same lookup.
            throw new UnknownHostException("no response in time");
        }
        lookup.waiters++;
        return lookup;
    }

    private static List<InetAddress> await(Wait wait, Duration within)
            throws ExecutionException, TimeoutException, InterruptedException {
        long left = within.toNanos();
        while (true) {
            long slice = wait.hasStarted() ? left : Math.min(left, TURN_NANOS);
            try {
                return wait.result().get(slice, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                left -= slice;
                if (left <= 0) {
                    throw e;
                }
            }
        }
    }

    private synchronized boolean hasStarted(Lookup lookup) {
        if (!lookup.started) {
            startWhatMay();
        }
        return lookup.started;
    }

    private synchronized UnknownHostException late(Lookup lookup, Duration within) {
        boolean hadItsTime = lookup.started && nanoTime.getAsLong() - lookup.startedAt >= within.toNanos() / 2;
        if (hadItsTime) {
            memory.hung(lookup.host);
        }
        return hadItsTime || turns.isHeldUpByItsOwn(lookup)
                ? new UnknownHostException("no response in time")
                : new ResolverFailedException("too many names were looked up at the same time");
    }

    private synchronized void leave(Lookup lookup) {
        lookup.waiters--;
        if (lookup.waiters == 0 && !lookup.started) {
            turns.remove(lookup);
            lookups.remove(lookup.host, lookup);
        }
    }

    private synchronized void startWhatMay() {
        for (Optional<Lookup> next = next(); next.isPresent(); next = next()) {
            Lookup lookup = next.get();
            try {
                executor.execute(() -> run(lookup));
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // Closed, or no thread can be created.
                ended(lookup);
                lookup.result.completeExceptionally(new ResolverFailedException("no thread for a name lookup"));
            }
        }
    }

    private Optional<Lookup> next() {
        return turns.next(nanoTime.getAsLong());
    }

    private void run(Lookup lookup) {
        List<InetAddress> addresses = List.of();
        Throwable failure = null;
        try {
            addresses = List.copyOf(resolver.resolve(lookup.host));
        } catch (Throwable e) {
            // The resolver may be the application's: anything that it throws is reported to all waiting callers.
            failure = e;
        }
        finish(lookup, addresses, failure);
    }

    private void finish(Lookup lookup, List<InetAddress> addresses, @Nullable Throwable failure) {
        Throwable reported = failure;
        synchronized (this) {
            if (failure == null && addresses.isEmpty()) {
                reported = memory.failed(lookup.host, new UnknownHostException("no address"), nanoTime.getAsLong());
            } else if (failure instanceof UnknownHostException unknown) {
                reported = memory.failed(lookup.host, unknown, nanoTime.getAsLong());
            } else if (failure instanceof OutOfMemoryError) {
                reported = new ResolverFailedException("no memory for a name lookup");
            } else if (failure == null) {
                memory.resolved(lookup.host);
            }
            // Before the result is set: a caller that asks from now on gets a new lookup.
            ended(lookup);
            startWhatMay();
        }
        if (reported == null) {
            lookup.result.complete(addresses);
        } else {
            lookup.result.completeExceptionally(reported);
        }
    }

    private synchronized void ended(Lookup lookup) {
        lookups.remove(lookup.host, lookup);
        turns.ended(lookup);
    }
}
