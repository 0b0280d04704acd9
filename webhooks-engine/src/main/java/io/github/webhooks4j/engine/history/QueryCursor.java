package io.github.webhooks4j.engine.history;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.internal.hmac.Sha256;

/** Cursors of queries: how far a look went, and a hash of the query, by which that of another one is refused. Without state. */
final class QueryCursor {
    private static final int RADIX = 36;

    private QueryCursor() {}

    static String write(HistoryQuery query, ChainId reached) {
        return reached.value() + "." + hash(query);
    }

    /**
     * Reads a cursor.
     *
     * @throws IllegalArgumentException if it is none, or of another query
     */
    static ChainId read(HistoryQuery query, String cursor) {
        int dot = cursor.indexOf('.');
        String id = cursor.substring(0, Math.max(0, dot));
        ChainId reached = ChainId.parse(id)
                .filter(ChainId::hasNumbers)
                .orElseThrow(() -> new IllegalArgumentException(
                        "cursor must be the next of found chains; leave it out for the first look"));
        if (!cursor.substring(dot + 1).equals(hash(query))) {
            throw new IllegalArgumentException("the cursor belongs to another query; leave it out for the first look");
        }
        return reached;
    }

    private static String hash(HistoryQuery query) {
        return Long.toString(Sha256.first63Bits(query.toJson()), RADIX);
    }
}
