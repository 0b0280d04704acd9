import org.jspecify.annotations.NullMarked;

/** The store on PostgreSQL, for applications on several nodes. */
@NullMarked
@SuppressWarnings("module") // the module that copies stores is built later
module io.github.webhooks4j.postgresql {
    requires transitive io.github.webhooks4j.jdbc;
    requires transitive java.sql;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports io.github.webhooks4j.postgresql;
    exports io.github.webhooks4j.postgresql.internal to
            io.github.webhooks4j.storecopy;
}
