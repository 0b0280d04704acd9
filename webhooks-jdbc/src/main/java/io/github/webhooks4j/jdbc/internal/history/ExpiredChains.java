package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.Erased;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What retention takes away. An event goes with the last of its chains. What another transaction has locked is left for
 * the next time: a chain that is being resumed must not be deleted once it is. Without state.
 */
public final class ExpiredChains {

    /** The most that are deleted with each batch: more than their events can be. */
    private static final int MAX_ORDERING_KEYS = 10_000;

    private ExpiredChains() {}

    /**
     * What one clean-up came to.
     *
     * @param deleted chains and events
     * @param upTo where the next one goes on
     */
    public record Pruned(int deleted, ExpiredEvents.Position upTo) {}

    /**
     * Deletes a batch.
     *
     * @param from where to go on
     * @param now the store's time
     */
    public static Pruned prune(
            JdbcSession session, ExpiredEvents.Position from, Instant now, Duration retention, int limit)
            throws SQLException {
        Instant before = ago(now, retention);
        var old = new ExpiredEvents(session, from, before, limit);
        int deleted = old.delete();
        deleted += delete(session, read(session, SqlStatement.LOCK_CHAINS_OF_ERASED_WEBHOOKS, limit))
                .all();
        Instant unheard = ago(now, Store.KEPT_FOR_NODES);
        session.update(SqlStatement.DELETE_LOGGED_VERSIONS, RowMappers.millis(unheard));
        session.update(
                SqlStatement.DELETE_ORDERING_KEYS,
                RowMappers.millis(before.truncatedTo(ChronoUnit.DAYS)),
                MAX_ORDERING_KEYS);
        session.update(SqlStatement.DELETE_BULK_JOBS, RowMappers.millis(before));
        Instant webhooksBefore = before.isBefore(unheard) ? before : unheard;
        session.update(
                SqlStatement.DELETE_REVISIONS, RowMappers.millis(webhooksBefore), Store.KEPT_FOR_NODES.toMillis());
        session.update(SqlStatement.DELETE_WEBHOOKS, RowMappers.millis(webhooksBefore));
        return new Pruned(deleted, old.position());
    }

    /**
     * Deletes finished chains of a webhook, however young.
     *
     * @return what was deleted; complete if fewer chains than the limit were left
     */
    public static Erased erase(JdbcSession session, WebhookId webhook, int limit) throws SQLException {
        Map<ChainId, Long> chains =
                read(session, SqlStatement.LOCK_CHAINS_OF_WEBHOOK, RowMappers.number(webhook), limit);
        session.update(
                SqlStatement.DELETE_SET_ASIDE_OF_CHAINS,
                chains.keySet().stream().map(ChainId::value).toList());
        Deleted deleted = delete(session, chains);
        return new Erased(deleted.chains(), deleted.events(), chains.size() < limit);
    }

    /** Returns chains, each with the number of its event. */
    private static Map<ChainId, Long> read(JdbcSession session, SqlStatement statement, Object... parameters)
            throws SQLException {
        var chains = new HashMap<ChainId, Long>();
        session.list(statement, row -> chains.put(RowMappers.chainId(row), row.getLong(3)), parameters);
        return chains;
    }

    private record Deleted(int chains, int events) {
        int all() {
            return chains + events;
        }
    }

    /**
     * Deletes chains, and their events if they have no other chain.
     *
     * @param chains each with the number of its event
     */
    private static Deleted delete(JdbcSession session, Map<ChainId, Long> chains) throws SQLException {
        if (chains.isEmpty()) {
            return new Deleted(0, 0);
        }
        var events = chains.values().stream().distinct().sorted().toList();
        int deleted = deleteChains(session, chains.keySet());
        return new Deleted(deleted, deleteEvents(session, events));
    }

    /** Deletes chains with their attempts and callbacks; returns how many chains. */
    static int deleteChains(JdbcSession session, Collection<ChainId> chains) throws SQLException {
        if (chains.isEmpty()) {
            return 0;
        }
        ChainKeys keys = ChainKeys.of(chains);
        session.update(SqlStatement.DELETE_ATTEMPTS, keys);
        session.update(SqlStatement.DELETE_CALLBACKS, keys);
        session.update(SqlStatement.DELETE_CALLBACK_PROBLEMS, keys);
        return session.update(SqlStatement.DELETE_CHAINS, keys);
    }

    /** Deletes those events that have no chain and no slice; returns how many. */
    static int deleteEvents(JdbcSession session, Collection<Long> numbers) throws SQLException {
        if (numbers.isEmpty()) {
            return 0;
        }
        session.list(SqlStatement.LOCK_EVENTS, row -> true, numbers);
        return session.update(SqlStatement.DELETE_EVENTS, numbers);
    }

    /** A duration may be longer than time has lasted. */
    private static Instant ago(Instant now, Duration duration) {
        return duration.compareTo(Duration.between(Instant.EPOCH, now)) < 0 ? now.minus(duration) : Instant.EPOCH;
    }
}
