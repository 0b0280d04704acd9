package io.github.webhooks4j.testkit;

import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.StoreException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A connection of an application that an {@link InMemoryStore} follows: what was published through it is committed to the store after
 * the connection itself has committed. Not thread-safe, as connections are.
 */
final class EnlistedConnection implements InvocationHandler {
    private final InMemoryStore store;
    private final Connection connection;
    private final List<Publication> published = new ArrayList<>();
    private final IdentityHashMap<Savepoint, Integer> savepoints = new IdentityHashMap<>();

    private record Publication(Mutation change, Instant at) {}

    private EnlistedConnection(InMemoryStore store, Connection connection) {
        this.store = store;
        this.connection = connection;
    }

    static Connection of(InMemoryStore store, Connection connection) {
        return proxy(Connection.class, new EnlistedConnection(store, connection));
    }

    static DataSource source(InMemoryStore store, DataSource database) {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = call(database, method, arguments);
            return result instanceof Connection connection ? of(store, connection) : result;
        });
    }

    /** Publishes in the transaction of a connection; at once if it has none. */
    static MutationResult publish(InMemoryStore store, Connection proxy, List<NewEvent> acceptances, Instant now) {
        if (!Proxy.isProxyClass(proxy.getClass())
                || !(Proxy.getInvocationHandler(proxy) instanceof EnlistedConnection enlisted)
                || !enlisted.store.isSameAs(store)) {
            throw new StoreException(
                    StoreException.Reason.FOREIGN_CONNECTION,
                    "the connection must be one that InMemoryStore.enlist returned for this store");
        }
        return enlisted.publish(acceptances, now);
    }

    private MutationResult publish(List<NewEvent> acceptances, Instant now) {
        var changes =
                new ArrayList<>(published.stream().map(Publication::change).toList());
        var change = new Mutation.Publish(acceptances);
        changes.add(change);
        MutationResult outcome = store.preview(changes, now).get(changes.size() - 1);
        if (outcome instanceof MutationResult.Published) {
            published.add(new Publication(change, now));
            if (hasNoTransaction()) {
                commit();
            }
        }
        return outcome;
    }

    private boolean hasNoTransaction() {
        try {
            return connection.getAutoCommit();
        } catch (SQLException e) {
            throw new StoreException(StoreException.Reason.FAILED, "the connection failed: " + e.getMessage());
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object result = call(connection, method, arguments);
        switch (method.getName()) {
            case "commit" -> commit();
            case "setAutoCommit" -> {
                if (connection.getAutoCommit()) {
                    commit();
                }
            }
            case "setSavepoint" -> savepoints.put((Savepoint) result, published.size());
            case "rollback" -> rollBackTo(arguments == null ? 0 : savepoints.getOrDefault((Savepoint) arguments[0], 0));
            case "close", "abort" -> rollBackTo(0);
            default -> {
                // What else a connection does is no affair of the store.
            }
        }
        return result;
    }

    private void commit() {
        for (Publication publication : List.copyOf(published)) {
            store.commit(List.of(publication.change()), publication.at());
        }
        rollBackTo(0);
    }

    private void rollBackTo(int size) {
        published.subList(size, published.size()).clear();
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
