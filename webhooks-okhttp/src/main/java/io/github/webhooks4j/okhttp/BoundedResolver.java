package io.github.webhooks4j.okhttp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks names up with a deadline, which the JDK's resolver does not have and OkHttp's call timeout does not enforce. Callers
 * that ask for the same name at the same time share one look-up, so a name server that never answers holds one thread for
 * each of its names and no more. Thread-safe.
 */
final class BoundedResolver implements AutoCloseable {
    private static final int MAX_THREADS = 32;
    private static final int MAX_QUEUED = 1024;

    private final NameResolver resolver;
    private final ThreadPoolExecutor executor;
    private final ConcurrentHashMap<String, FutureTask<List<InetAddress>>> lookups = new ConcurrentHashMap<>();

    BoundedResolver(NameResolver resolver) {
        this.resolver = resolver;
        var threads = new AtomicInteger();
        this.executor = new ThreadPoolExecutor(
                MAX_THREADS, MAX_THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_QUEUED), task -> {
                    var thread = new Thread(task, "webhooks-resolver-" + threads.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Returns the addresses of {@code host}, at least one.
     *
     * @throws UnknownHostException if it has none, if none was found {@code within} the time, or if the thread is interrupted,
     *     which it stays
     */
    List<InetAddress> resolve(String host, Duration within) throws UnknownHostException {
        try {
            List<InetAddress> addresses = lookup(host).get(within.toNanos(), TimeUnit.NANOSECONDS);
            if (addresses.isEmpty()) {
                throw new UnknownHostException("no address");
            }
            return addresses;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException) {
                throw new UnknownHostException("no such name");
            }
            throw new IllegalStateException("the name resolver failed", e.getCause());
        } catch (TimeoutException | RejectedExecutionException e) {
            throw new UnknownHostException("no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        }
    }

    /** Stops the threads that are not stuck; those that are do not keep the JVM alive. */
    @Override
    public void close() {
        executor.shutdownNow();
    }

    private FutureTask<List<InetAddress>> lookup(String host) {
        var mine = new FutureTask<>(() -> {
            try {
                return resolver.resolve(host);
            } finally {
                // Before the answer is there: whoever asks from now on gets a new one.
                lookups.remove(host);
            }
        });
        FutureTask<List<InetAddress>> theirs = lookups.putIfAbsent(host, mine);
        if (theirs != null) {
            return theirs;
        }
        try {
            executor.execute(mine);
        } catch (RejectedExecutionException e) {
            lookups.remove(host, mine);
            throw e;
        }
        return mine;
    }
}
