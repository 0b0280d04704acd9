package io.github.webhooks4j.jdbc.internal.queue;

import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.LeaseRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Claims pending deliveries of lanes, as a database does it best. Without state. */
public interface LaneClaimer {
    /**
     * Claims what is due in lanes, the earliest first.
     *
     * @param asks the lanes, each with how many deliveries at most
     * @param now the store's time
     * @return the deliveries, and the earliest of what remains in each lane
     */
    ClaimResult claim(JdbcSession session, List<ClaimRange> asks, LeaseRequest claimant, Instant now)
            throws SQLException;
}
