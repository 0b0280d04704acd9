package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.history.StatusRange;
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
    /** The most chains that are read if each is on another page, as those of many webhooks are: as long as 10,000 of one take. */
    private static final int MAX_SCATTERED = 5_000;

    /** The statuses that a first and only attempt may have got. */
    private record Statuses(int from, int to) {
        static Statuses of(HistoryQuery query) {
            StatusRange range = query.lastStatus();
            if (range != null) {
                return new Statuses(range.from(), range.to());
            }
            return query.lastFailure() == null ? new Statuses(0, Integer.MAX_VALUE) : new Statuses(0, 0);
        }
    }

    private final JdbcSession session;
    private final HistoryQuery query;
    private final TextPrefix topic;
    private final TextPrefix type;
    private final Statuses statuses;
    private final int limit;
    private final int maxLooked;
    private final List<ChainSummary> found = new ArrayList<>();
    private int looked;
    private int read;
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
        this.topic = TextPrefix.of(query.topic());
        this.type = TextPrefix.of(query.type());
        this.statuses = Statuses.of(query);
        this.limit = limit;
        this.maxLooked = maxLooked;
    }

    /** Looks; once. */
    public HistoryScan find(@Nullable ChainId before) throws SQLException {
        HistoryPlan plan = HistoryPlan.of(query);
        var sources = new SearchSources(session, query, plan, maxLooked).all();
        var candidates =
                new MergedCandidates(session, sources, Candidate.at(plan.start(before)), plan.oldest(), limit + 1);
        int maxRead = plan.scope() instanceof HistoryPlan.Scope.OfWebhook ? maxLooked : MAX_SCATTERED;
        int chunk = limit;
        boolean exhausted = false;
        while (found.size() < limit && looked < maxLooked && read < maxRead && !exhausted) {
            List<Candidate> next = candidates.take(Math.min(chunk, Math.min(maxLooked - looked, maxRead - read)));
            exhausted = look(next) && !candidates.hasMore();
            chunk = Math.min(MAX_CHUNK, 4 * chunk);
        }
        return new HistoryScan(found, looked, reached, exhausted);
    }

    /** Looks at candidates until the limit is reached; returns whether it has looked at all. */
    private boolean look(List<Candidate> candidates) throws SQLException {
        Map<Candidate, ChainSummary> summaries =
                summaries(candidates.stream().filter(Candidate::mayMatch).toList());
        Candidate last = null;
        for (Candidate candidate : candidates) {
            if (found.size() == limit) {
                break;
            }
            looked++;
            last = candidate;
            ChainSummary summary = summaries.get(candidate);
            if (summary != null && query.matches(summary)) {
                found.add(summary);
            }
        }
        if (last != null) {
            reached = last.id();
        }
        return candidates.isEmpty() || candidates.get(candidates.size() - 1).equals(last);
    }

    private Map<Candidate, ChainSummary> summaries(List<Candidate> candidates) throws SQLException {
        if (candidates.isEmpty()) {
            return Map.of();
        }
        read += candidates.size();
        Instant from = query.from();
        Instant until = query.until();
        Set<ChainState.Kind> states = query.causes().isEmpty() ? query.states() : Set.of(ChainState.Kind.INTERRUPTED);
        List<SummaryRow> rows = session.list(
                SqlStatement.SUMMARIES,
                SummaryRow::read,
                ChainKeys.of(
                        candidates.stream().mapToLong(Candidate::webhook).toArray(),
                        candidates.stream().mapToLong(Candidate::number).toArray()),
                ChainStateCode.mask(states),
                from == null ? 0L : from.toEpochMilli(),
                until == null ? Long.MAX_VALUE : until.toEpochMilli() + 1,
                statuses.from(),
                statuses.to(),
                topic.length(),
                topic.prefix(),
                type.length(),
                type.prefix());
        Map<ChainId, LastAttempt> last = lastAttempts(rows.stream()
                .filter(SummaryRow::mayHaveOtherAttempts)
                .map(SummaryRow::id)
                .toList());
        var summaries = new HashMap<Candidate, ChainSummary>();
        for (SummaryRow row : rows) {
            ChainId id = row.id();
            summaries.put(new Candidate(id.webhookNumber(), id.number(), true), row.summary(last.get(id)));
        }
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
