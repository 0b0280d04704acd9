import org.jspecify.annotations.NullMarked;

/** Copies a store in a SQLite file to PostgreSQL: {@link io.github.webhooks4j.storecopy.StoreCopy}. */
@NullMarked
module io.github.webhooks4j.storecopy {
    requires transitive io.github.webhooks4j.core;
    requires transitive io.github.webhooks4j.jdbc;
    requires transitive java.sql;
    requires io.github.webhooks4j.postgresql;
    requires io.github.webhooks4j.sqlite;

    exports io.github.webhooks4j.storecopy;
}
