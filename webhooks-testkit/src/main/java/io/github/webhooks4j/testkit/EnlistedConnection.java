package io.github.webhooks4j.testkit;

import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.WebhookVersions;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A connection of an application that an {@link InMemoryStore} follows: what was written through it is committed to the store after
 * the connection itself has committed. Not thread-safe, as connections are.
 */
final class EnlistedConnection implements InvocationHandler {
    private final InMemoryStore store;
    private final Connection connection;
    private final List<Pending> pending = new ArrayList<>();
    private final IdentityHashMap<Savepoint, Integer> savepoints = new IdentityHashMap<>();

    /** What the transaction has written and not committed. */
    private sealed interface Pending {}

    private record Publication(Mutation change, Instant at) implements Pending {}

    private record Save(StoredWebhook saved, long basedOn, Instant at) implements Pending {}

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

    /** Returns what follows a connection of a store. */
    static EnlistedConnection enlisted(InMemoryStore store, Connection proxy) {
        if (!Proxy.isProxyClass(proxy.getClass())
                || !(Proxy.getInvocationHandler(proxy) instanceof EnlistedConnection enlisted)
                || !enlisted.store.isSameAs(store)) {
            throw new StoreException(
                    StoreException.Reason.FOREIGN_CONNECTION,
                    "the connection must be one that InMemoryStore.enlist returned for this store");
        }
        return enlisted;
    }

    /** Publishes in the transaction; at once if there is none. */
    MutationResult publish(List<NewEvent> acceptances, Instant now) {
        var changes = new ArrayList<Mutation>();
        for (Pending before : pending) {
            if (before instanceof Publication publication) {
                changes.add(publication.change());
            }
        }
        var change = new Mutation.Publish(acceptances);
        changes.add(change);
        MutationResult outcome = store.preview(changes, now).get(changes.size() - 1);
        if (outcome instanceof MutationResult.Published) {
            add(new Publication(change, now));
        }
        return outcome;
    }

    /** Returns a webhook as the transaction sees it. */
    Optional<StoredWebhook> webhook(WebhookId id) {
        Optional<StoredWebhook> found = store.webhook(id);
        for (Pending before : pending) {
            if (before instanceof Save save && save.saved().webhook().id().equals(id)) {
                found = Optional.of(save.saved());
            }
        }
        return found;
    }

    /** Saves a webhook in the transaction; at once if there is none. */
    OptionalLong save(Webhook webhook, long basedOn, Instant now) {
        long latest = store.latestVersion();
        for (Pending before : pending) {
            if (before instanceof Save save) {
                latest = Math.max(latest, save.saved().change());
            }
        }
        if (webhook(webhook.id()).map(StoredWebhook::change).orElse(WebhookVersions.NONE) != basedOn) {
            return OptionalLong.empty();
        }
        long version = WebhookVersions.next(latest, 0);
        add(new Save(new StoredWebhook(webhook, version), basedOn, now));
        return OptionalLong.of(version);
    }

    private void add(Pending change) {
        pending.add(change);
        if (hasNoTransaction()) {
            commit();
        }
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
            case "setSavepoint" -> savepoints.put((Savepoint) result, pending.size());
            case "rollback" -> rollBackTo(arguments == null ? 0 : savepoints.getOrDefault((Savepoint) arguments[0], 0));
            case "close", "abort" -> rollBackTo(0);
            default -> {
                // What else a connection does is no affair of the store.
            }
        }
        return result;
    }

    private void commit() {
        var versions = new HashMap<Long, Long>();
        List<Pending> committed = List.copyOf(pending);
        rollBackTo(0);
        for (Pending change : committed) {
            if (change instanceof Publication publication) {
                store.commit(List.of(publication.change()), publication.at());
            } else if (change instanceof Save save) {
                commit(save, versions);
            }
        }
    }

    /**
     * Saves what was saved in the transaction.
     *
     * @param versions by the versions of the transaction those of the store
     */
    private void commit(Save save, Map<Long, Long> versions) {
        Webhook webhook = save.saved().webhook();
        long version = store.save(webhook, versions.getOrDefault(save.basedOn(), save.basedOn()), save.at())
                .orElseThrow(
                        () -> new StoreException(
                                StoreException.Reason.FAILED,
                                "webhook " + webhook.id()
                                        + " must not be changed otherwise while a transaction that changes it is "
                                        + "open, but was; the connection has committed, and the change of the webhook is lost"));
        versions.put(save.saved().change(), version);
    }

    private void rollBackTo(int size) {
        pending.subList(size, pending.size()).clear();
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
