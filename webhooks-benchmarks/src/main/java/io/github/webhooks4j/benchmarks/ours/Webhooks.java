package io.github.webhooks4j.benchmarks.ours;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.benchmarks.Contender;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.jdbc.PostgresStore;
import io.github.webhooks4j.jdbc.SqliteStore;

/**
 * The product as a contender, at its full work: every delivery has a chain, a callback URL, a signature, an attempt that is
 * recorded, a lease and a place in the history.
 */
public final class Webhooks {
    /** What a store asks for in its documentation. */
    private static final int CONNECTIONS = 4;

    private static final String FULL_WORK =
            "the defaults but for the limits in flight; events published from JSON, with"
                    + " callback URL, signature, attempt record, lease and history";

    private Webhooks() {}

    /** Returns the product on a SQLite file. */
    public static Contender onSqlite() {
        return new OnSqlite();
    }

    /** Returns the product on PostgreSQL. */
    public static Contender onPostgres() {
        return new OnPostgres();
    }

    private record OnSqlite() implements Contender {
        @Override
        public String name() {
            return "webhooks-sqlite";
        }

        @Override
        public String tuning() {
            return "SQLite file, WAL and synchronous=FULL; " + FULL_WORK;
        }

        @Override
        public Running start(Setup setup) {
            var store = SqliteStore.open(setup.directory().resolve("webhooks.db"));
            return EngineRun.start(setup, store, store::close);
        }
    }

    private record OnPostgres() implements Contender {
        @Override
        public String name() {
            return "webhooks-postgresql";
        }

        @Override
        public String tuning() {
            return "PostgreSQL through a pool of " + CONNECTIONS + " connections; " + FULL_WORK;
        }

        @Override
        public Running start(Setup setup) {
            var config = new HikariConfig();
            config.setDataSource(setup.database().source());
            config.setMaximumPoolSize(CONNECTIONS);
            var pool = new HikariDataSource(config);
            var store = PostgresStore.open(pool);
            return EngineRun.start(setup, store, () -> {
                store.close();
                pool.close();
            });
        }
    }
}
