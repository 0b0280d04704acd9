package io.github.webhooks4j.jdbc.internal.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.Store;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
            Set<Long> events = chains.stream()
                    .map(chain -> requireNonNull(old.events().get(chain), "asked for"))
                    .collect(Collectors.toSet());
            session.update(SqlStatement.DELETE_ATTEMPTS, chains);
            session.update(SqlStatement.DELETE_CALLBACKS, chains);
            deleted += session.update(SqlStatement.DELETE_CHAINS, chains);
            session.list(SqlStatement.LOCK_EVENTS, row -> true, events);
            deleted += session.update(SqlStatement.DELETE_EVENTS, events);
        }
        deleted += session.update(SqlStatement.DELETE_UNMATCHED_EVENTS, RowMappers.millis(before), limit);
        Instant unheard = ago(now, Store.KEPT_FOR_NODES);
        session.update(SqlStatement.DELETE_LOGGED_VERSIONS, RowMappers.millis(unheard));
        Instant webhooksBefore = before.isBefore(unheard) ? before : unheard;
        session.update(SqlStatement.DELETE_REVISIONS, RowMappers.millis(webhooksBefore));
        session.update(SqlStatement.DELETE_WEBHOOKS, RowMappers.millis(webhooksBefore));
        return new Pruned(deleted, old.upTo());
    }

    /** A duration may be longer than time has lasted. */
    private static Instant ago(Instant now, Duration duration) {
        return duration.compareTo(Duration.between(Instant.EPOCH, now)) < 0 ? now.minus(duration) : Instant.EPOCH;
    }
}
