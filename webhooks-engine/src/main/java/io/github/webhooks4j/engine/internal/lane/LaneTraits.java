package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.spi.store.LaneKey;
import org.jspecify.annotations.Nullable;

/**
 * What a lane's webhook says about it. Immutable.
 *
 * @param source what it was read from: while that is the same object, so is this; null if the webhook is not known
 * @param perMinute how many deliveries a minute the destination agreed to, 0 if it was not asked
 * @param hostAndPort where its deliveries go
 * @param owner whose webhook it is; null if it is not said
 */
public record LaneTraits(
        @Nullable Object source,
        int perMinute,
        String hostAndPort,
        @Nullable String owner) {
    /** Reads the traits of a lane; must not block. */
    public interface Reader {
        /** Returns the present traits of a lane, {@code former} if they have not changed. */
        LaneTraits read(LaneKey lane, @Nullable LaneTraits former);
    }

    /** Returns the traits of a lane of which nothing is known. */
    public static LaneTraits unknown(LaneKey lane) {
        return new LaneTraits(null, 0, lane.toString(), null);
    }
}
