package io.github.webhooks4j.e2e.crash;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a node is started with; travels as the arguments of its program.
 *
 * @param name its name, which its deliveries carry as their {@code User-Agent}
 * @param store a JDBC URL of SQLite or PostgreSQL
 * @param directory where it writes what it accepted and what moved
 * @param callbackBase where receivers call back
 * @param leaseTerm its engine's
 * @param publishers how many threads publish; 0 for none
 */
record NodeOptions(String name, String store, Path directory, URI callbackBase, Duration leaseTerm, int publishers) {
    static NodeOptions parse(String[] arguments) {
        return new NodeOptions(
                arguments[0],
                arguments[1],
                Path.of(arguments[2]),
                URI.create(arguments[3]),
                Duration.parse(arguments[4]),
                Integer.parseInt(arguments[5]));
    }

    List<String> toArguments() {
        return List.of(
                name,
                store,
                directory.toString(),
                callbackBase.toString(),
                leaseTerm.toString(),
                Integer.toString(publishers));
    }

    /** Lines of {@code event chain chain}, each written once publish had returned. */
    Path accepted() {
        return directory.resolve(name + ".accepted");
    }

    /** Lines of {@code chain state step state step}, each written once the chain had moved. */
    Path moves() {
        return directory.resolve(name + ".moves");
    }

    /** What it logs. */
    Path log() {
        return directory.resolve(name + ".log");
    }
}
