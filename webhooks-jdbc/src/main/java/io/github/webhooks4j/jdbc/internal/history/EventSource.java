package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.jdbc.internal.row.EventChains;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * The chains that events started, of all webhooks: by the numbers of the events, and by the lists of webhooks in their rows. No index
 * of chains leads there: each would be one more for every chain that is delivered.
 */
final class EventSource implements CandidateSource {
    /** Few, since one event may have started very many chains; of several, the statement bounds the webhooks together. */
    private static final int FIRST_EVENTS = 4;

    private static final int MAX_EVENTS = 4_000;

    private final TextPrefix topic;
    private final TextPrefix type;
    private final LongPredicate webhooks;
    /** The greatest number of an event that was not read. */
    private long unread = Long.MAX_VALUE;
    /** How many candidates an event has, as far as they were read. */
    private long candidates;

    private long events;

    /**
     * Creates a source.
     *
     * @param webhooks of which webhooks, by their numbers, chains may match
     */
    EventSource(HistoryQuery query, LongPredicate webhooks) {
        this.topic = TextPrefix.of(query.topic());
        this.type = TextPrefix.of(query.type());
        this.webhooks = webhooks;
    }

    @Override
    public Supplier<Part> ask(StatementPipeline pipeline, Candidate after, int count) throws SQLException {
        long each = events == 0 ? 1 : Math.max(1, candidates / events);
        int most = events == 0 ? FIRST_EVENTS : MAX_EVENTS;
        int limit = (int) Math.max(1, Math.min(most, count / each));
        Supplier<List<List<Candidate>>> rows = pipeline.list(
                SqlStatement.EVENTS_BACK_FROM,
                row -> read(row, after),
                topic.length(),
                topic.prefix(),
                type.length(),
                type.prefix(),
                Math.min(unread, after.number()),
                limit);
        return () -> {
            var found = new ArrayList<Candidate>();
            rows.get().forEach(found::addAll);
            events += rows.get().size();
            candidates += found.size();
            return new Part(found, rows.get().isEmpty());
        };
    }

    private List<Candidate> read(ResultSet row, Candidate after) throws SQLException {
        long number = row.getLong(1);
        unread = number - 1;
        String listed = row.getString(2);
        if (listed.isEmpty()) {
            // Counted too, so that what is read has a bound.
            return after.number() == number ? List.of() : List.of(new Candidate(0, number, false));
        }
        boolean mayMatch = row.getInt(3) == 1;
        var found = new ArrayList<Candidate>(1);
        EventChains.forEach(listed, webhook -> {
            var candidate = new Candidate(webhook, number, mayMatch && webhooks.test(webhook));
            if (after.compareTo(candidate) < 0) {
                found.add(candidate);
            }
        });
        Collections.sort(found);
        return found;
    }
}
