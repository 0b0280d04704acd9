package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.spi.store.ClockOffset;
import java.time.Instant;

/**
 * What a transaction found, in the store's time.
 *
 * @param now when that was
 * @param offset of the node's clock
 */
record Found<T>(T what, Instant now, ClockOffset offset) {
    /** Returns what was found at a time of the store, which a node's clock showed as {@code callersNow}. */
    static <T> Found<T> at(Instant callersNow, Instant now, T what) {
        return new Found<>(what, now, StoreClock.offset(callersNow, now));
    }
}
