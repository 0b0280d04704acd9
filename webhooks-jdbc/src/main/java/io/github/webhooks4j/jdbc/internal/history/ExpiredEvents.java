package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.jdbc.internal.row.EventChains;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the events in the order of their numbers, the oldest first, and deletes those of their chains that were finished long ago,
 * reruns included, and the events that have no chain left. What it costs is in proportion to what it deletes and to what it passes over
 * since that is unfinished, up to {@value #MAX_PASSED} chains and events. Confined to one transaction.
 */
public final class ExpiredEvents {
    /** How many events are read at a time at most; fewer if their lists of webhooks are long. */
    private static final int BATCH = 500;

    private static final int MAX_PASSED = 50_000;
    /** How many chains are looked up at a time. */
    private static final int MAX_LOOKED_UP = 1_000;

    /**
     * How far it has come.
     *
     * @param event the number of the last event that is done with
     * @param chains how many chains of the next event are done with
     */
    public record Position(long event, int chains) {
        /** Before the first event. */
        public static final Position START = new Position(-1, 0);
    }

    /** An event that was accepted long ago. */
    private record Old(long number, List<ChainId> chains) {}

    /** A chain: its event, and when it was finished. */
    private record End(ChainId chain, long event, @Nullable Instant finishedAt) {}

    private final JdbcSession session;
    private final Instant before;
    private final int limit;
    private Position position;
    private int passed;
    private int chains;
    private int events;
    private boolean more = true;

    ExpiredEvents(JdbcSession session, Position from, Instant before, int limit) {
        this.session = session;
        this.position = from;
        this.before = before;
        this.limit = limit;
    }

    /** Deletes; returns how many chains and events. */
    int delete() throws SQLException {
        while (more && passed < MAX_PASSED) {
            List<Old> scanned = new ArrayList<>();
            var last = new long[1];
            session.list(SqlStatement.SCAN_EVENTS, row -> scan(row, scanned, last), position.event(), BATCH);
            deleteOf(scanned);
            if (more && scanned.isEmpty()) {
                // None is old, or there is no other: begin anew the next time.
                position = Position.START;
                more = false;
            } else if (more) {
                position = new Position(last[0], 0);
            }
        }
        return chains + events;
    }

    /** Returns where to go on the next time. */
    Position position() {
        return position;
    }

    /** What is old is decided by the time that is stored: numbers are of the clocks of nodes. */
    private boolean scan(ResultSet row, List<Old> old, long[] last) throws SQLException {
        last[0] = row.getLong(1);
        if (RowMappers.time(row, 2).isBefore(before)) {
            old.add(new Old(last[0], EventChains.read(last[0], row.getString(3))));
        }
        return true;
    }

    /** Takes as many events at a time as have chains that can be looked up at once; of one with very many chains a part. */
    private void deleteOf(List<Old> scanned) throws SQLException {
        var together = new ArrayList<Old>();
        int lookedUp = 0;
        for (Old event : scanned) {
            int from = together.isEmpty()
                    ? Math.min(position.chains(), event.chains().size())
                    : 0;
            int rest = event.chains().size() - from;
            if (!together.isEmpty() && (lookedUp + rest > MAX_LOOKED_UP || events + together.size() >= limit)) {
                deleteTogether(together, 0);
                together.clear();
                lookedUp = 0;
            }
            for (; more && rest > MAX_LOOKED_UP; rest -= MAX_LOOKED_UP) {
                deletePart(event, from);
                from += MAX_LOOKED_UP;
            }
            if (!more) {
                return;
            }
            together.add(new Old(
                    event.number(), event.chains().subList(from, event.chains().size())));
            lookedUp += rest;
            if (from > 0) {
                deleteTogether(together, from);
                together.clear();
                lookedUp = 0;
            }
            if (!more) {
                return;
            }
        }
        if (!together.isEmpty()) {
            deleteTogether(together, 0);
        }
    }

    /** Deletes some of the chains of one event, which has others. */
    private void deletePart(Old event, int from) throws SQLException {
        List<ChainId> part = event.chains().subList(from, from + MAX_LOOKED_UP);
        deleteExpired(ends(SqlStatement.FIND_ENDS, ChainKeys.of(part)));
        passed += part.size();
        if (more) {
            position = new Position(position.event(), from + part.size());
            more = passed < MAX_PASSED;
        }
    }

    private void deleteTogether(List<Old> old, int from) throws SQLException {
        var keys = new ArrayList<ChainId>();
        var numbers = new ArrayList<Long>();
        for (Old event : old) {
            numbers.add(event.number());
            keys.addAll(event.chains());
        }
        List<End> ends = new ArrayList<>(ends(SqlStatement.FIND_ENDS, ChainKeys.of(keys)));
        ends.addAll(ends(SqlStatement.FIND_ENDS_OF_RERUNS, numbers));
        Set<Long> kept = deleteExpired(ends);
        numbers.removeIf(kept::contains);
        if (numbers.size() > limit - events) {
            numbers.subList(limit - events, numbers.size()).clear();
            more = false;
        }
        events += ExpiredChains.deleteEvents(session, numbers);
        passed += old.size() + keys.size();
        if (more) {
            position = new Position(old.get(old.size() - 1).number(), 0);
            more = passed < MAX_PASSED && events < limit && chains < limit;
        } else if (from > 0) {
            position = new Position(position.event(), from);
        }
    }

    private List<End> ends(SqlStatement statement, Object keys) throws SQLException {
        return session.list(
                statement,
                row -> new End(RowMappers.chainId(row), row.getLong(3), RowMappers.timeOrNull(row, 4)),
                keys);
    }

    /** Deletes those that were finished long ago, as far as the limit allows, and returns the events of which chains are left. */
    private Set<Long> deleteExpired(List<End> ends) throws SQLException {
        var kept = new HashSet<Long>();
        var expired = new ArrayList<ChainId>();
        for (End end : ends) {
            if (end.finishedAt() == null || !end.finishedAt().isBefore(before)) {
                kept.add(end.event());
            } else if (chains + expired.size() == limit) {
                kept.add(end.event());
                more = false;
            } else {
                expired.add(end.chain());
            }
        }
        if (!expired.isEmpty()) {
            Map<ChainId, Long> locked = new HashMap<>();
            session.list(
                    SqlStatement.LOCK_EXPIRED_CHAINS,
                    row -> locked.put(RowMappers.chainId(row), row.getLong(3)),
                    ChainKeys.of(expired),
                    before.toEpochMilli());
            chains += ExpiredChains.deleteChains(session, locked.keySet());
        }
        return kept;
    }
}
