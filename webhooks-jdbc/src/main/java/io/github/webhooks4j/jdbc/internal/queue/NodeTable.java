package io.github.webhooks4j.jdbc.internal.queue;

import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.NodeLease;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The leases of the nodes that deliver. Without state. */
public final class NodeTable {
    private NodeTable() {}

    /** Has renewals take turns until the transaction ends; before it reads the time, so that leases are granted in its order. */
    public static void lock(JdbcSession session) throws SQLException {
        session.list(SqlStatement.LOCK_NODES, row -> true);
    }

    public static DeliveringNodes renew(JdbcSession session, LeaseRequest claimant, Instant now) throws SQLException {
        session.update(SqlStatement.DELETE_NODES, RowMappers.millis(NodeLease.outdatedBefore(now)));
        List<NodeLease> present = session.list(SqlStatement.NODES, NodeTable::lease);
        NodeLease renewed = NodeLease.renewed(present, claimant, now);
        session.update(
                SqlStatement.PUT_NODE,
                renewed.node().value(),
                RowMappers.millis(renewed.until()),
                RowMappers.millis(renewed.settledAt()));
        List<NodeLease> others = present.stream()
                .filter(lease -> !lease.node().equals(claimant.node()))
                .toList();
        return new DeliveringNodes(renewed, others);
    }

    /** Returns whether there was a lease to end. */
    public static boolean end(JdbcSession session, NodeId node, Instant now) throws SQLException {
        Long ended = RowMappers.millis(now);
        return session.update(SqlStatement.END_NODE, ended, node.value(), ended) > 0;
    }

    private static NodeLease lease(ResultSet row) throws SQLException {
        return new NodeLease(new NodeId(row.getString(1)), RowMappers.time(row, 2), RowMappers.time(row, 3));
    }
}
