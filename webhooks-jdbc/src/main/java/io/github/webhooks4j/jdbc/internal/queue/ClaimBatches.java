package io.github.webhooks4j.jdbc.internal.queue;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NodeId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of claim batches. Without state. */
public final class ClaimBatches {
    private ClaimBatches() {}

    /** Returns whether there are batches whose lease has ended. */
    public static boolean hasExpired(JdbcSession session, Instant now) throws SQLException {
        return session.list(SqlStatement.COUNT_EXPIRED_BATCHES, row -> row.getLong(1), now.toEpochMilli())
                        .get(0)
                > 0;
    }

    /** Deletes those of the batches that hold nothing any more. */
    public static int delete(JdbcSession session, Collection<Long> numbers) throws SQLException {
        return session.update(SqlStatement.DELETE_CLAIM_BATCHES, numbers);
    }

    /**
     * Renews batches, and returns those of the claims that they still hold.
     *
     * @param claims the claims by the number of their batch
     */
    public static Set<ClaimToken> renew(
            JdbcSession session, Map<Long, List<ClaimToken>> claims, LeaseRequest claimant, Instant now)
            throws SQLException {
        List<Long> renewed = session.list(
                SqlStatement.RENEW_CLAIM_BATCHES,
                row -> row.getLong(1),
                claimant.lease(now).until().toEpochMilli(),
                claims.keySet().stream().sorted().toList(),
                claimant.node().value());
        var held = new ArrayList<ClaimToken>();
        for (Long number : renewed) {
            held.addAll(claims.getOrDefault(number, List.of()));
        }
        if (held.isEmpty()) {
            return Set.of();
        }
        var chains = new HashSet<ChainId>();
        for (ClaimToken key : held) {
            chains.add(key.delivery().chain());
        }
        var inBatch = new HashSet<>(
                session.list(SqlStatement.FIND_IN_CLAIM_BATCH, RowMappers::chainId, ChainKeys.of(chains)));
        var kept = new HashSet<ClaimToken>();
        for (ClaimToken key : held) {
            if (inBatch.contains(key.delivery().chain())) {
                kept.add(key);
            }
        }
        return kept;
    }

    /** Returns those of the claims that batches of a node hold, by the number of the batch. */
    public static Map<Long, List<ClaimToken>> batchesOf(JdbcSession session, Collection<ClaimToken> claims, NodeId node)
            throws SQLException {
        var keys = new HashMap<ChainId, ClaimToken>();
        for (ClaimToken key : claims) {
            if (HeldChains.isFirstClaim(key)) {
                keys.put(key.delivery().chain(), key);
            }
        }
        if (keys.isEmpty()) {
            return Map.of();
        }
        // As a rule none: what is lost was settled or taken over.
        keys.keySet()
                .retainAll(new HashSet<>(session.list(
                        SqlStatement.FIND_IN_CLAIM_BATCH, RowMappers::chainId, ChainKeys.of(keys.keySet()))));
        if (keys.isEmpty()) {
            return Map.of();
        }
        record InBatch(ChainId chain, long batch) {}
        var batches = new LinkedHashMap<Long, List<ClaimToken>>();
        for (InBatch found : session.list(
                SqlStatement.FIND_BATCHES_OF_NODE,
                row -> new InBatch(RowMappers.chainId(row), row.getLong(3)),
                node.value())) {
            ClaimToken key = keys.get(found.chain());
            if (key != null) {
                batches.computeIfAbsent(found.batch(), number -> new ArrayList<>())
                        .add(key);
            }
        }
        return batches;
    }

    /** Returns a sentence for each chain that is neither in the queue nor in a batch as it should be, up to a limit. */
    public static List<String> inconsistencies(JdbcSession session, int limit) throws SQLException {
        return session.list(SqlStatement.INCONSISTENCIES, row -> row.getString(1), limit);
    }
}
