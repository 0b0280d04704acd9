package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.jdbc.internal.queue.ClaimBatchDissolver;
import io.github.webhooks4j.jdbc.internal.queue.LaneClaimer;
import io.github.webhooks4j.jdbc.internal.sql.Database;
import io.github.webhooks4j.jdbc.internal.sql.Dialect;

/**
 * What a store needs of its database.
 *
 * @param database runs transactions
 * @param dialect its SQL, where it is more than a statement
 * @param claimer claims deliveries the way that is fastest there
 * @param dissolver dissolves claim batches the way that is fastest there
 */
public record SqlDatabase(Database database, Dialect dialect, LaneClaimer claimer, ClaimBatchDissolver dissolver) {}
