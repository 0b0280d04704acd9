package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.spi.store.HistoryScan;
import org.jspecify.annotations.Nullable;

/** Looks for chains. */
public final class ChainSearch {
    public ChainSearch(JdbcSession session, HistoryQuery query, int limit, int maxLooked) {}

    public HistoryScan find(@Nullable ChainId before) {
        throw new UnsupportedOperationException("find is not there yet");
    }
}
