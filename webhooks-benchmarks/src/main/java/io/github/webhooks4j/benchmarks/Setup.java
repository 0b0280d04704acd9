package io.github.webhooks4j.benchmarks;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The environment that a subject starts with. Immutable.
 *
 * @param destinations where jobs go, one or more URLs of the receiver
 * @param directory an empty directory of its own
 * @param database creates an empty PostgreSQL database of its own on first use
 * @param inFlightPerDestination how many requests one destination may get at a time
 * @param inFlight how many requests there may be at a time
 * @param deadline of one request
 */
public record Setup(
        List<URI> destinations,
        Path directory,
        EmptyDatabase database,
        int inFlightPerDestination,
        int inFlight,
        Duration deadline) {
    public Setup {
        destinations = List.copyOf(destinations);
        requireNonNull(directory, "directory");
        requireNonNull(database, "database");
        requireNonNull(deadline, "deadline");
    }
}
