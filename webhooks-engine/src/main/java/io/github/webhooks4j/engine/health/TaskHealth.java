package io.github.webhooks4j.engine.health;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one of the engine's loops is. Immutable.
 *
 * @param name the name of its thread
 * @param alive whether its thread runs
 * @param stepStartedAt when the step began that it is in; null between steps
 * @param consecutiveFailures how many steps have failed since the last that succeeded
 * @param failingSince when the first of them failed; null if there is none
 * @param lastFailure what the last of them failed with; null if there is none
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
