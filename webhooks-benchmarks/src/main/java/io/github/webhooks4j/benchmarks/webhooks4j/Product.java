package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Backlogged;
import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.spi.store.Store;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** This library on one of its stores, which can be filled before the start, and examined after the stop. */
public interface Product extends Backlogged {
    /** The name of the rows of all tables together that grow with what is published. */
    String ROWS = "rows";
    /** The name of what the database occupies, on SQLite the file and its WAL. */
    String DB_BYTES = "db_bytes";
    /** The name of the rows that are deleted and occupy space until a vacuum, on PostgreSQL. */
    String DEAD_ROWS = "dead_rows";

    @Override
    default Node start(Setup setup) {
        return start(setup, NodeSettings.DEFAULT);
    }

    /** Starts a node on the store of a setup, perhaps beside others; on a SQLite file there can be one only. */
    Node start(Setup setup, NodeSettings settings);

    /** Returns whether the store is on PostgreSQL. */
    boolean isOnPostgres();

    /** Uses the store of a setup while no engine has it open. */
    void onStore(Setup setup, Consumer<Store> work);

    /** Returns how many bytes the files of the store of a setup have while no engine has it open. */
    long bytesOnDisk(Setup setup);

    /** Returns what the store of a setup has and occupies, by name, also while an engine has it open. */
    Map<String, Double> state(Setup setup);

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
