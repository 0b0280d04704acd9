package io.github.webhooks4j.jdbc;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.store.Store;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What retention takes away. An event goes with the last of its chains. What somebody else works on just now is left for the next
 * time: a chain that is being resumed must not be deleted once it is. Without state.
 */
final class Retention {
    /** By their ids, and so the oldest first: an index of what is finished would cost every chain more than looking costs here. */
    static final String NEXT_CHAINS =
            "SELECT id, event_seq, started_at, finished_at FROM wh_chain WHERE id > ? ORDER BY id LIMIT ?";

    static final String LOCK_CHAINS =
            "SELECT id FROM wh_chain WHERE id = ANY (?) AND finished_at < ? ORDER BY id FOR UPDATE SKIP LOCKED";

    static final String DELETE_ATTEMPTS = "DELETE FROM wh_attempt WHERE chain_id = ANY (?)";

    static final String DELETE_CALLBACKS = "DELETE FROM wh_callback WHERE chain_id = ANY (?)";

    static final String DELETE_CHAINS = "DELETE FROM wh_chain WHERE id = ANY (?)";

    /** Of two that take the last two chains of an event, one has to see that both are gone. */
    static final String LOCK_EVENTS = "SELECT seq FROM wh_event WHERE seq = ANY (?::bigint[]) ORDER BY seq FOR UPDATE";

    static final String DELETE_EVENTS = """
            DELETE FROM wh_event
             WHERE seq = ANY (?::bigint[]) AND NOT EXISTS (SELECT 1 FROM wh_chain WHERE event_seq = seq)""";

    /** Those that no webhook matched. */
    static final String DELETE_LONE_EVENTS = """
            WITH old AS MATERIALIZED (
                SELECT seq FROM wh_event AS e
                 WHERE chains = '' AND accepted_at < ? AND NOT EXISTS (SELECT 1 FROM wh_chain WHERE event_seq = e.seq)
                 ORDER BY accepted_at LIMIT ? FOR UPDATE SKIP LOCKED)
            DELETE FROM wh_event WHERE seq IN (SELECT seq FROM old)""";

    /** Not the latest, which tells a node that it knows all. */
    private static final String FORGET_CHANGES =
            "DELETE FROM wh_change_log WHERE changed_at < ? AND number < (SELECT number FROM wh_change)";

    /** Whoever has seen a change that is remembered has still to hear of all deletions after it. */
    private static final String HEARD_BY_ALL = "change <= (SELECT min(number) FROM wh_change_log)";

    /**
     * Not those of a webhook that was changed lately: a node that has not heard of it still starts chains by them. The present
     * ones of a deleted webhook go with it.
     */
    static final String DELETE_REVISIONS = """
            WITH old AS MATERIALIZED (
                SELECT webhook_id, revision FROM wh_webhook_revision AS r
                 WHERE NOT EXISTS (
                       SELECT 1 FROM wh_webhook AS w
                        WHERE w.id = r.webhook_id
                          AND (w.changed_at >= ?
                               OR w.revision = r.revision AND NOT (w.status = 'deleted' AND w.%s)))
                   AND NOT EXISTS (
                       SELECT 1 FROM wh_chain AS c WHERE c.webhook_id = r.webhook_id AND c.revision = r.revision)
                   FOR UPDATE SKIP LOCKED)
            DELETE FROM wh_webhook_revision WHERE (webhook_id, revision) IN (SELECT webhook_id, revision FROM old)""".formatted(HEARD_BY_ALL);

    static final String DELETE_WEBHOOKS = """
            DELETE FROM wh_webhook
             WHERE status = 'deleted' AND changed_at < ? AND %s
               AND NOT EXISTS (SELECT 1 FROM wh_webhook_revision WHERE webhook_id = wh_webhook.id)""".formatted(HEARD_BY_ALL);

    private Retention() {}

    /**
     * What one clean-up came to.
     *
     * @param deleted chains and events
     * @param upTo the id of the chain after which the next one goes on; empty if it begins anew
     */
    record Pruned(int deleted, String upTo) {}

    /**
     * Deletes a batch.
     *
     * @param from the id of a chain after which to look; empty for the first time
     * @param now the store's time
     */
    static Pruned prune(Session session, String from, Instant now, Duration retention, int limit) throws SQLException {
        Instant before = ago(now, retention);
        var old = new OldChains(session, from, before, limit);
        int deleted = 0;
        if (!old.events().isEmpty()) {
            List<String> chains = session.list(
                    LOCK_CHAINS, row -> row.getString(1), old.events().keySet(), Rows.millis(before));
            Set<Long> events = chains.stream()
                    .map(chain -> requireNonNull(old.events().get(chain), "asked for"))
                    .collect(Collectors.toSet());
            session.update(DELETE_ATTEMPTS, chains);
            session.update(DELETE_CALLBACKS, chains);
            deleted += session.update(DELETE_CHAINS, chains);
            session.list(LOCK_EVENTS, row -> true, events);
            deleted += session.update(DELETE_EVENTS, events);
        }
        deleted += session.update(DELETE_LONE_EVENTS, Rows.millis(before), limit);
        Instant unheard = ago(now, Store.KEPT_FOR_NODES);
        session.update(FORGET_CHANGES, Rows.millis(unheard));
        Instant webhooksBefore = before.isBefore(unheard) ? before : unheard;
        session.update(DELETE_REVISIONS, Rows.millis(webhooksBefore));
        session.update(DELETE_WEBHOOKS, Rows.millis(webhooksBefore));
        return new Pruned(deleted, old.upTo());
    }

    /** A duration may be longer than time has lasted. */
    private static Instant ago(Instant now, Duration duration) {
        return duration.compareTo(Duration.between(Instant.EPOCH, now)) < 0 ? now.minus(duration) : Instant.EPOCH;
    }
}
