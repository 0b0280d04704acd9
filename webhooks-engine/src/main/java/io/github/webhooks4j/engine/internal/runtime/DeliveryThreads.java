package io.github.webhooks4j.engine.internal.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of an engine for its deliveries: virtual threads on Java 24 and newer, otherwise platform threads. */
public final class DeliveryThreads {
    public static final int MAX_PLATFORM_THREADS = 256;
    private static final int MAX_VIRTUAL_THREADS = 10_000;
    private static final int FIRST_JDK_WITH_GOOD_VIRTUAL_THREADS = 24;

    private DeliveryThreads() {}

    /** Returns the default limit of concurrent deliveries. */
    public static int max() {
        return hasVirtualThreads() ? MAX_VIRTUAL_THREADS : MAX_PLATFORM_THREADS;
    }

    /** Returns an executor that starts threads on demand; platform threads are daemons. */
    public static ExecutorService start(String name) {
        return hasVirtualThreads() ? virtualThreads() : platformThreads(name);
    }

    private static boolean hasVirtualThreads() {
        return Runtime.version().feature() >= FIRST_JDK_WITH_GOOD_VIRTUAL_THREADS;
    }

    /**
     * Calls by reflection a method that Java 17 does not have. Before Java 24, OkHttp's locks would pin the carrier
     * threads.
     */
    private static ExecutorService virtualThreads() {
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("Java 21 and newer have virtual threads", e);
        }
    }

    private static ExecutorService platformThreads(String name) {
        var number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, name + "-delivery-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
