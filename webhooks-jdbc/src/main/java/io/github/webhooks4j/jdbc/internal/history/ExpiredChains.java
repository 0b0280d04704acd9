package io.github.webhooks4j.jdbc.internal.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.Erased;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What retention takes away. An event goes with the last of its chains. What another transaction has locked is left for
 * the next time: a chain that is being resumed must not be deleted once it is. Without state.
 */
public final class ExpiredChains {

    private ExpiredChains() {}

    /**
     * What one clean-up came to.
     *
     * @param deleted chains and events
     * @param upTo the id of the chain after which the next one goes on; empty if it begins anew
     */
    public record Pruned(int deleted, String upTo) {}

    /**
     * Deletes a batch.
     *
     * @param from the id of a chain after which to look; empty for the first time
     * @param now the store's time
     */
    public static Pruned prune(JdbcSession session, String from, Instant now, Duration retention, int limit)
            throws SQLException {
        Instant before = ago(now, retention);
        var old = new ExpiredChainScan(session, from, before, limit);
        int deleted = 0;
        if (!old.events().isEmpty()) {
            List<String> chains = session.list(
                    SqlStatement.LOCK_EXPIRED_CHAINS,
                    row -> row.getString(1),
                    old.events().keySet(),
                    RowMappers.millis(before));
            var events = new HashMap<String, Long>();
            chains.forEach(
                    chain -> events.put(chain, requireNonNull(old.events().get(chain), "asked for")));
            deleted += delete(session, events).all();
        }
        deleted += delete(session, read(session, SqlStatement.LOCK_CHAINS_OF_ERASED_WEBHOOKS, limit))
                .all();
        deleted += session.update(SqlStatement.DELETE_UNMATCHED_EVENTS, RowMappers.millis(before), limit);
        Instant unheard = ago(now, Store.KEPT_FOR_NODES);
        session.update(SqlStatement.DELETE_LOGGED_VERSIONS, RowMappers.millis(unheard));
        Instant webhooksBefore = before.isBefore(unheard) ? before : unheard;
        session.update(SqlStatement.DELETE_REVISIONS, RowMappers.millis(webhooksBefore));
        session.update(SqlStatement.DELETE_WEBHOOKS, RowMappers.millis(webhooksBefore));
        return new Pruned(deleted, old.upTo());
    }

    /**
     * Deletes finished chains of a webhook, however young.
     *
     * @return what was deleted; complete if fewer chains than the limit were left
     */
    public static Erased erase(JdbcSession session, WebhookId webhook, int limit) throws SQLException {
        Map<String, Long> chains = read(session, SqlStatement.LOCK_CHAINS_OF_WEBHOOK, webhook.value(), limit);
        session.update(SqlStatement.DELETE_SET_ASIDE_OF_CHAINS, chains.keySet());
        Deleted deleted = delete(session, chains);
        return new Erased(deleted.chains(), deleted.events(), chains.size() < limit);
    }

    /** Returns chains, each with the number of its event. */
    private static Map<String, Long> read(JdbcSession session, SqlStatement statement, Object... parameters)
            throws SQLException {
        var chains = new HashMap<String, Long>();
        session.list(statement, row -> chains.put(row.getString(1), row.getLong(2)), parameters);
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
    private static Deleted delete(JdbcSession session, Map<String, Long> chains) throws SQLException {
        if (chains.isEmpty()) {
            return new Deleted(0, 0);
        }
        var ids = chains.keySet();
        var events = Set.copyOf(chains.values());
        session.update(SqlStatement.DELETE_ATTEMPTS, ids);
        session.update(SqlStatement.DELETE_CALLBACKS, ids);
        int deleted = session.update(SqlStatement.DELETE_CHAINS, ids);
        session.list(SqlStatement.LOCK_EVENTS, row -> true, events);
        return new Deleted(deleted, session.update(SqlStatement.DELETE_EVENTS, events));
    }

    /** A duration may be longer than time has lasted. */
    private static Instant ago(Instant now, Duration duration) {
        return duration.compareTo(Duration.between(Instant.EPOCH, now)) < 0 ? now.minus(duration) : Instant.EPOCH;
    }
}
