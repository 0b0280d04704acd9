package io.github.webhooks4j.jdbc.internal.queue;

import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Dissolves claim batches whose lease has ended, as a database does it best: what one still holds goes to the queue under the lease
 * that has ended, and the batch is deleted. Without state.
 */
public interface ClaimBatchDissolver {
    /** How many batches are dissolved in one transaction at most; each may hold 1,000 chains. */
    int MAX_BATCHES = 20;

    /**
     * Dissolves batches, up to {@value #MAX_BATCHES}, the earliest ended first; not those that another transaction has locked.
     *
     * @param now the store's time
     * @return how many it dissolved; less than {@value #MAX_BATCHES} if no other is left
     */
    int dissolve(JdbcSession session, Instant now) throws SQLException;
}
