package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.run.VoidRunException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Threads that publish side by side. */
final class Publishers {
    private Publishers() {}

    /**
     * Publishes {@code events} events on {@code threads} threads, each of which takes the next number as soon as it is done with one.
     *
     * @param publish publishes the event of a number, and returns its webhook id
     * @return the webhook ids, by number
     * @throws VoidRunException if publishing failed
     */
    static List<String> publish(int threads, int events, IntFunction<String> publish) throws InterruptedException {
        var next = new AtomicInteger();
        var sent = new String[events];
        Callable<@Nullable Void> work = () -> {
            int number;
            while ((number = next.getAndIncrement()) < events) {
                sent[number] = publish.apply(number);
            }
            return null;
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            var works = new ArrayList<Callable<@Nullable Void>>();
            for (int i = 0; i < threads; i++) {
                works.add(work);
            }
            for (Future<@Nullable Void> done : pool.invokeAll(works)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new VoidRunException("publishing failed with " + e.getCause());
        } finally {
            pool.shutdown();
        }
        return Arrays.asList(sent);
    }
}
