package io.github.webhooks4j.benchmarks;

import javax.sql.DataSource;

/** An empty PostgreSQL database, created on first use: a contender that needs none starts no server. */
public interface EmptyDatabase {
    /** Returns what opens connections to it, without a pool. The same database each time. */
    DataSource source();
}
