package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreException.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses connections that lead to another store than this one, where what is written would be lost. Thread-safe.
 */
final class IdentityCheck {
    private final Database database;
    private volatile @Nullable StoreIdentity own;

    IdentityCheck(Database database) {
        this.database = database;
    }

    /** Learns which store this is, so that nobody who comes with a connection has to wait for another one. */
    void learn() {
        own = database.read(IdentityCheck::read);
    }

    /**
     * Refuses what a connection leads to, unless it is this store.
     *
     * @param found what {@link Dialect#identity} found on it
     * @throws StoreException if it is another store
     */
    void refuseOther(List<StoreIdentity> found) {
        StoreIdentity known = own;
        if (known != null && found.contains(known)) {
            return;
        }
        String place =
                found.isEmpty() ? "tables without an identity" : found.get(0).toString();
        if (!found.contains(learnAgain(place))) {
            throw refusal(place);
        }
    }

    /** Reads it again: the store's own data source may lead elsewhere by now, to a database that was restored. */
    private StoreIdentity learnAgain(String place) {
        StoreException refusal = refusal(place);
        try {
            learn();
        } catch (StoreException e) {
            refusal.addSuppressed(e);
            throw refusal;
        }
        StoreIdentity known = own;
        if (known == null) {
            throw refusal;
        }
        return known;
    }

    /** Returns why a connection is refused that leads to {@code place}. */
    StoreException refusal(String place) {
        StoreIdentity known = own;
        return new StoreException(
                Reason.FOREIGN_CONNECTION,
                "the connection must lead to the tables of this store, in "
                        + (known == null ? database.subject() : known.toString()) + ", but leads to " + place
                        + "; nothing was published; give publish a connection of the store's own database and schema");
    }

    private static @Nullable StoreIdentity read(Session session) throws SQLException {
        Journey journey = session.journey();
        Supplier<List<StoreIdentity>> found = session.dialect().identity(journey);
        journey.go();
        return found.get().isEmpty() ? null : found.get().get(0);
    }
}
