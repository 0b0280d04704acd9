package io.github.webhooks4j.benchmarks;

import javax.sql.DataSource;

/** An empty PostgreSQL database, made when first asked for: who needs none starts no server. */
public interface EmptyDatabase {
    /** Returns what opens connections to it, without a pool. The same database each time. */
    DataSource source();
}
