package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.jdbc.internal.queue.LaneClaimer;
import io.github.webhooks4j.jdbc.internal.row.ChainCache;
import io.github.webhooks4j.jdbc.internal.sql.Database;
import io.github.webhooks4j.jdbc.internal.sql.Dialect;

/**
 * What a store needs of its database.
 *
 * @param database runs transactions
 * @param dialect its SQL, where it is more than a statement
 * @param claimer claims deliveries the way that is fastest there
 * @param recentChains the chains that need not be loaded again
 */
public record SqlDatabase(Database database, Dialect dialect, LaneClaimer claimer, ChainCache recentChains) {}
