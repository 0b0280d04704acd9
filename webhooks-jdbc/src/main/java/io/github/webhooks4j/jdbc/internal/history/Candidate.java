package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.chain.ChainId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.LongPredicate;

/**
 * What a search looks at: a chain, or an event without one. In the order of {@code HistoryScan.NEWEST_FIRST}.
 *
 * @param webhook the number of the webhook; 0 of an event without a chain
 * @param number the number of the chain or the event
 * @param mayMatch whether the chain may meet the query, as far as its key and its event show
 */
record Candidate(long webhook, long number, boolean mayMatch) implements Comparable<Candidate> {
    static Candidate at(ChainId position) {
        return new Candidate(position.webhookNumber(), position.number(), false);
    }

    /** Reads the key of a chain. */
    static Candidate read(ResultSet row, LongPredicate webhooks) throws SQLException {
        long webhook = row.getLong(1);
        return new Candidate(webhook, row.getLong(2), webhooks.test(webhook));
    }

    ChainId id() {
        return ChainId.of(webhook, number);
    }

    @Override
    public int compareTo(Candidate other) {
        return number == other.number ? Long.compare(other.webhook, webhook) : Long.compare(other.number, number);
    }
}
