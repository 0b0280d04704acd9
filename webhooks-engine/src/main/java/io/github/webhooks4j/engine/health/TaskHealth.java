package io.github.webhooks4j.engine.health;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The health of one of the engine's background tasks. Immutable.
 *
 * @param name the name of its thread
 * @param alive whether its thread runs
 * @param stepStartedAt when its current step started; null between steps
 * @param consecutiveFailures how many steps have failed since the last one that succeeded
 * @param failingSince when the first of them failed; null if there is none
 * @param lastFailure the failure of the last of them; null if there is none
 */
public record TaskHealth(
        String name,
        boolean alive,
        @Nullable Instant stepStartedAt,
        int consecutiveFailures,
        @Nullable Instant failingSince,
        @Nullable String lastFailure) {
    public TaskHealth {
        requireNonNull(name, "name");
    }
}
