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
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Threads that publish side by side. */
public final class Publishers {
    private Publishers() {}

    /**
     * Publishes {@code events} events on {@code threads} threads, each of which takes the next number as soon as it is done with one.
     *
     * @param publish publishes the event of a number, and returns its webhook id
     * @return the webhook ids, by number
     * @throws VoidRunException if publishing failed
     */
    static List<String> publish(int threads, int events, IntFunction<String> publish) throws InterruptedException {
        var sent = new String[events];
        each(threads, events, number -> sent[number] = publish.apply(number));
        return Arrays.asList(sent);
    }

    /**
     * Does something for each number from 0 to before {@code count} on {@code threads} threads, each of which takes the next number
     * as soon as it is done with one.
     *
     * @throws VoidRunException if it failed
     */
    public static void each(int threads, int count, IntConsumer publish) throws InterruptedException {
        var next = new AtomicInteger();
        Callable<@Nullable Void> work = () -> {
            int number;
            while ((number = next.getAndIncrement()) < count) {
                publish.accept(number);
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
    }
}
