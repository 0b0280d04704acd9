package io.github.webhooks4j.okhttp.internal.dns;

import static java.util.Objects.requireNonNullElse;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    /** How long a caller waits for the start of a lookup before it checks whether others have begun to hang. */
    private static final long TURN_NANOS = 50_000_000;

    private final HostResolver resolver;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor executor;

    // guarded by this
    private final NameMemory memory = new NameMemory();
    private final LookupTurns turns = new LookupTurns(memory);
    private final Map<String, Lookup> lookups = new HashMap<>();
    private boolean closed;

    public BoundedResolver(HostResolver resolver, LongSupplier nanoTime) {
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
        Lookup lookup = join(host, within);
        try {
            return await(lookup, within);
        } catch (ExecutionException e) {
            // A new exception for each caller: OkHttp adds suppressed ones to it.
            if (e.getCause() instanceof ResolverFailedException failure) {
                throw new ResolverFailedException(requireNonNullElse(failure.getMessage(), ""));
            }
            if (e.getCause() instanceof UnknownHostException failure) {
                throw new UnknownHostException(failure.getMessage());
            }
            throw new IllegalStateException("the name resolver failed", e.getCause());
        } catch (TimeoutException e) {
            throw late(lookup, within);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        } finally {
            leave(lookup);
        }
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

    private List<InetAddress> await(Lookup lookup, Duration within)
            throws ExecutionException, TimeoutException, InterruptedException {
        long left = within.toNanos();
        while (true) {
            long slice = hasStarted(lookup) ? left : Math.min(left, TURN_NANOS);
            try {
                return lookup.result.get(slice, TimeUnit.NANOSECONDS);
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
