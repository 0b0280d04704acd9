package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.jdbc.internal.row.ChainStateCode;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.row.SummaryRow;
import io.github.webhooks4j.jdbc.internal.row.SummaryRow.LastAttempt;
import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.HistoryPlan;
import io.github.webhooks4j.spi.store.HistoryScan;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the chains of a query: takes candidates in their order, more at a time the fewer have matched, reads what a list shows of
 * them, and has the query decide. Confined to one transaction.
 */
public final class ChainSearch {
    private static final int MAX_CHUNK = 4_000;

    private final JdbcSession session;
    private final HistoryQuery query;
    private final int limit;
    private final int maxLooked;
    private final List<ChainSummary> found = new ArrayList<>();
    private int looked;
    private @Nullable ChainId reached;

    /**
     * Prepares a search.
     *
     * @param limit the most chains to find
     * @param maxLooked the most candidates to look at
     */
    public ChainSearch(JdbcSession session, HistoryQuery query, int limit, int maxLooked) {
        this.session = session;
        this.query = query;
        this.limit = limit;
        this.maxLooked = maxLooked;
    }

    /** Looks; once. */
    public HistoryScan find(@Nullable ChainId before) throws SQLException {
        HistoryPlan plan = HistoryPlan.of(query);
        var sources = new SearchSources(session, query, plan, maxLooked).all();
        var candidates =
                new MergedCandidates(session, sources, Candidate.at(plan.start(before)), plan.oldest(), limit + 1);
        int chunk = limit;
        boolean exhausted = false;
        while (found.size() < limit && looked < maxLooked && !exhausted) {
            List<Candidate> next = candidates.take(Math.min(chunk, maxLooked - looked));
            exhausted = look(next) && !candidates.hasMore();
            chunk = Math.min(MAX_CHUNK, 4 * chunk);
        }
        return new HistoryScan(found, looked, reached, exhausted);
    }

    /** Looks at candidates until the limit is reached; returns whether it has looked at all. */
    private boolean look(List<Candidate> candidates) throws SQLException {
        Map<ChainId, ChainSummary> summaries = summaries(candidates.stream()
                .filter(Candidate::mayMatch)
                .map(Candidate::id)
                .toList());
        for (Candidate candidate : candidates) {
            if (found.size() == limit) {
                return false;
            }
            looked++;
            ChainId id = candidate.id();
            reached = id;
            ChainSummary summary = summaries.get(id);
            if (summary != null && query.matches(summary)) {
                found.add(summary);
            }
        }
        return true;
    }

    private Map<ChainId, ChainSummary> summaries(List<ChainId> ids) throws SQLException {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Instant from = query.from();
        Instant until = query.until();
        Set<ChainState.Kind> states = query.causes().isEmpty() ? query.states() : Set.of(ChainState.Kind.INTERRUPTED);
        List<SummaryRow> rows = session.list(
                SqlStatement.SUMMARIES,
                SummaryRow::read,
                ChainKeys.of(ids),
                ChainStateCode.mask(states),
                from == null ? 0L : from.toEpochMilli(),
                until == null ? Long.MAX_VALUE : until.toEpochMilli() + 1);
        Map<ChainId, LastAttempt> last = lastAttempts(rows.stream()
                .filter(SummaryRow::mayHaveOtherAttempts)
                .map(SummaryRow::id)
                .toList());
        var summaries = new HashMap<ChainId, ChainSummary>();
        rows.forEach(row -> summaries.put(row.id(), row.summary(last.get(row.id()))));
        return summaries;
    }

    private Map<ChainId, LastAttempt> lastAttempts(List<ChainId> ids) throws SQLException {
        var last = new HashMap<ChainId, LastAttempt>();
        if (!ids.isEmpty()) {
            session.list(
                    SqlStatement.LAST_ATTEMPTS,
                    row -> last.put(RowMappers.chainId(row), LastAttempt.read(row)),
                    ChainKeys.of(ids));
        }
        return last;
    }
}
