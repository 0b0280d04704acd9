package io.github.webhooks4j.jdbc.internal.schema;

import io.github.webhooks4j.jdbc.internal.sql.Database;
import io.github.webhooks4j.jdbc.internal.sql.Dialect;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.jdbc.internal.sql.StoreIdentity;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses connections that lead to another store than this one, where what is written would be lost. Thread-safe.
 */
public final class IdentityCheck {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityCheck.class);

    private final Database database;
    private final Dialect dialect;
    private volatile @Nullable StoreIdentity own;

    public IdentityCheck(Database database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
    }

    /** Reads which store this is: ahead of time, so that a publish with a connection needs no second one. */
    public void learn() {
        own = database.read(this::read).orElse(null);
    }

    /**
     * Returns whether a connection leads to another store than this one.
     *
     * @param found what {@link Dialect#identity} found on it
     */
    public boolean isOther(List<StoreIdentity> found) {
        StoreIdentity known = own;
        if (known != null && found.contains(known)) {
            return false;
        }
        // The store's own data source may lead elsewhere by now, to a database that was restored.
        try {
            learn();
        } catch (StoreException e) {
            LOG.debug("{}: its identity could not be read again", database.subject(), e);
            return true;
        }
        known = own;
        return known == null || !found.contains(known);
    }

    /**
     * Refuses an application's connection that leads to another store.
     *
     * @param found what {@link Dialect#identity} found on it
     */
    public void refuseOther(List<StoreIdentity> found) {
        if (isOther(found)) {
            throw refusal(place(found));
        }
    }

    /** Returns how messages name what was found. */
    public static String place(List<StoreIdentity> found) {
        return found.isEmpty() ? "tables without an identity" : found.get(0).toString();
    }

    /** Returns how messages name this store. */
    public String place() {
        StoreIdentity known = own;
        return known == null ? database.subject() : known.toString();
    }

    /** Returns why an application's connection is refused that leads to {@code place}. */
    public StoreException refusal(String place) {
        return new StoreException(
                Reason.FOREIGN_CONNECTION,
                "the connection must lead to the tables of this store, in " + place() + ", but leads to " + place
                        + "; nothing was written; use a connection of the store's own database and schema");
    }

    private Optional<StoreIdentity> read(JdbcSession session) throws SQLException {
        StatementPipeline pipeline = session.pipeline();
        Supplier<List<StoreIdentity>> found = dialect.identity(pipeline);
        pipeline.flush();
        return found.get().stream().findFirst();
    }
}
