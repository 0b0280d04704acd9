package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.spi.store.LaneKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a webhook that concern one of its lanes. Immutable.
 *
 * @param source the object from which the traits were read: as long as it is the same, so are they; null if the webhook
 *     is unknown
 * @param limits the rate limits of the webhook and of the destination, which all hold; empty for no limit
 * @param hostAndPort host and port of the destination
 * @param owner the owner of the webhook; null if it has none
 */
public record LaneTraits(
        @Nullable Object source,
        List<RateLimit> limits,
        String hostAndPort,
        @Nullable String owner) {
    public LaneTraits {
        limits = List.copyOf(limits);
    }

    /** Reads the traits of a lane; must not block. */
    public interface Reader {
        /** Returns the present traits of a lane, {@code former} if they have not changed. */
        LaneTraits read(LaneKey lane, @Nullable LaneTraits former);
    }

    /** Returns the traits of a lane of an unknown webhook. */
    public static LaneTraits unknown(LaneKey lane) {
        return new LaneTraits(null, List.of(), lane.toString(), null);
    }
}
