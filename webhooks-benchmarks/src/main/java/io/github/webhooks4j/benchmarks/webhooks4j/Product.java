package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Backlogged;
import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.spi.store.Store;
import java.time.Duration;
import java.util.function.Consumer;

/** This library on one of its stores, which can be filled before the start, and examined after the stop. */
public interface Product extends Backlogged {
    /** Returns whether the store is on PostgreSQL. */
    boolean isOnPostgres();

    /** Uses the store of a setup while no engine has it open. */
    void onStore(Setup setup, Consumer<Store> work);

    /** Returns how many bytes the files of the store of a setup have while no engine has it open. */
    long bytesOnDisk(Setup setup);

    /** Jobs that are not due yet have failed once. */
    @Override
    default void fill(Setup setup, Job job, int jobs, Duration dueIn) {
        onStore(setup, store -> {
            var loader = new DataLoader(store, setup.destinations().get(job.destination()), job.body());
            if (dueIn.isZero()) {
                loader.due(jobs);
            } else {
                loader.parked(jobs, dueIn);
            }
        });
    }

    @Override
    default boolean limitsDestinations() {
        return true;
    }
}
