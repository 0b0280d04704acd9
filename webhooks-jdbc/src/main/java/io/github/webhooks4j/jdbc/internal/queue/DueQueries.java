package io.github.webhooks4j.jdbc.internal.queue;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to be done next. Every statement reads an index of unfinished work only. Without state. */
public final class DueQueries {

    /** How many leases are renewed by one statement. */
    private static final int MAX_RENEWED = 1_000;

    private DueQueries() {}

    /**
     * A delivery that was claimed.
     *
     * @param over whether a node held it until the lease ended
     */
    public record Taken(ClaimedDelivery delivery, boolean over) {}

    /**
     * Reads webhook_number, chain_number, webhook id, step, attempt, failures, sender_faults, new_connection, fencing_token,
     * resume_count, revision, body, the node that held it before (null if none did), the destination, type, attributes and test of
     * the event, the run of the step, and id, topic, tag and time of
     * the event.
     */
    public static Taken taken(ResultSet row) throws SQLException {
        var delivery = new DeliveryId(RowMappers.chainId(row), row.getInt(4));
        return new Taken(
                new ClaimedDelivery(
                        new ClaimToken(delivery, row.getInt(10), row.getInt(9)),
                        RowMappers.next(row, 5),
                        new LaneKey(new WebhookId(row.getString(3)), row.getInt(14)),
                        row.getInt(11),
                        new EventContent(
                                row.getString(19),
                                row.getString(20),
                                row.getString(21),
                                row.getString(15),
                                RowMappers.time(row, 22),
                                RowMappers.attributes(row, 16),
                                EventBody.ofStored(row.getBytes(12)),
                                RowMappers.test(row, 17)),
                        row.getInt(18)),
                row.getString(13) != null);
    }

    public static ClaimResult claimed(List<Taken> taken, List<LaneDueTime> remaining) {
        return new ClaimResult(taken.stream().map(Taken::delivery).toList(), remaining, (int)
                taken.stream().filter(Taken::over).count());
    }

    /** Reads webhook_id, destination and a time. */
    public static LaneDueTime lane(ResultSet row) throws SQLException {
        return new LaneDueTime(new LaneKey(new WebhookId(row.getString(1)), row.getInt(2)), RowMappers.time(row, 3));
    }

    public static List<LaneDueTime> lanes(JdbcSession session) throws SQLException {
        return session.list(SqlStatement.LANES, DueQueries::lane);
    }

    /**
     * Renews leases, and returns the keys of those that it did not.
     *
     * @param held {@link SqlStatement#LOCK_HELD}: those are not claims of the claimant any more; {@link
     *     SqlStatement#LOCK_HELD_SKIPPING}: or another transaction has the row
     */
    public static List<ClaimToken> renew(
            JdbcSession session, SqlStatement held, List<ClaimToken> keys, LeaseRequest claimant, Instant now)
            throws SQLException {
        // In the order of the chains over all slices, as every transaction locks them.
        List<ChainId> chains = keys.stream()
                .map(key -> key.delivery().chain())
                .distinct()
                .sorted()
                .toList();
        Set<ClaimToken> asked = new HashSet<>(keys);
        Set<ClaimToken> renewedKeys = new HashSet<>();
        for (int from = 0; from < chains.size(); from += MAX_RENEWED) {
            var slice = chains.subList(from, Math.min(from + MAX_RENEWED, chains.size()));
            var renewed = new ArrayList<@Nullable Object[]>();
            for (ClaimToken key : session.list(
                    held, DueQueries::key, ChainKeys.of(slice), claimant.node().value())) {
                if (asked.contains(key)) {
                    renewedKeys.add(key);
                    renewed.add(new Object[] {
                        claimant.lease(now).until().toEpochMilli(),
                        key.delivery().chain().webhookNumber(),
                        key.delivery().chain().number(),
                        key.fencingToken()
                    });
                }
            }
            session.write(SqlStatement.RENEW_LEASES, renewed);
        }
        return keys.stream().filter(key -> !renewedKeys.contains(key)).toList();
    }

    /** Returns the keys that do not name a present claim of the claimant, and waits for nothing. */
    public static List<ClaimToken> lost(JdbcSession session, List<ClaimToken> keys, LeaseRequest claimant)
            throws SQLException {
        var chains = keys.stream().map(key -> key.delivery().chain()).distinct().toList();
        var held = new HashSet<>(session.list(
                SqlStatement.FIND_HELD,
                DueQueries::key,
                ChainKeys.of(chains),
                claimant.node().value()));
        return keys.stream().filter(key -> !held.contains(key)).toList();
    }

    public static List<ChainId> overdue(JdbcSession session, Instant now, int limit) throws SQLException {
        return session.list(SqlStatement.CHAINS_PAST_DEADLINE, RowMappers::chainId, RowMappers.millis(now), limit);
    }

    public static Optional<Instant> earliestDeadline(JdbcSession session) throws SQLException {
        return session.list(SqlStatement.NEXT_DEADLINE, row -> Optional.ofNullable(RowMappers.timeOrNull(row, 1)))
                .get(0);
    }

    public static List<ChainId> unfinished(JdbcSession session, WebhookId webhook, int limit) throws SQLException {
        return session.list(
                SqlStatement.UNFINISHED_CHAINS,
                RowMappers::chainId,
                RowMappers.number(webhook),
                RowMappers.number(webhook),
                RowMappers.number(webhook),
                limit);
    }

    public static List<ChainId> abandoned(JdbcSession session, int limit) throws SQLException {
        return session.list(SqlStatement.CHAINS_OF_DELETED_WEBHOOKS, RowMappers::chainId, limit);
    }

    public static List<ChainId> unfinishedBefore(
            JdbcSession session, WebhookId webhook, int revision, int steps, int limit) throws SQLException {
        return session.list(
                SqlStatement.UNFINISHED_CHAINS_BEFORE,
                RowMappers::chainId,
                RowMappers.number(webhook),
                steps,
                revision,
                RowMappers.number(webhook),
                steps,
                revision,
                RowMappers.number(webhook),
                steps,
                revision,
                limit);
    }

    private static ClaimToken key(ResultSet row) throws SQLException {
        var delivery = new DeliveryId(RowMappers.chainId(row), row.getInt(3));
        return new ClaimToken(delivery, row.getInt(4), row.getInt(5));
    }
}
