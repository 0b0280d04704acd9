package io.github.webhooks4j.cli.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.InputFile;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.postgresql.SchemaMode;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a store. */
public final class StoreOptions {
    private static final int MAX_FILE_BYTES = 4 << 10;

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "The store in a SQLite file that no process has open.")
    private @Nullable Path file;

    @Mixin
    private final PostgresOptions postgres;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "A file with a key of the store; may be given several times, the one that encrypts first.")
    private List<Path> keyFiles = List.of();

    private final Clock clock;
    /** Those of the files, which are read once: a file may be a pipe. */
    private @Nullable List<EncryptionKey> keys;

    /** Creates them. */
    public StoreOptions(Surroundings surroundings) {
        clock = surroundings.clock();
        postgres = new PostgresOptions(surroundings);
    }

    Clock clock() {
        return clock;
    }

    PostgresOptions postgres() {
        return postgres;
    }

    /** Returns whether it is in a PostgreSQL database. */
    public boolean isPostgres() {
        return postgres.isGiven();
    }

    /** Returns the one store that is named. A schema of PostgreSQL is only checked, that of a file upgraded where it is older. */
    Store open(boolean checkIntegrity) {
        requireOne();
        if (file == null) {
            return PostgresStore.open(postgres.dataSource(), SchemaMode.VALIDATE, keys());
        }
        return SqliteStore.builder(existingFile())
                .keys(keys())
                .checkIntegrity(checkIntegrity)
                .open();
    }

    /**
     * Checks that one store is named, and opens nothing.
     *
     * @throws CommandFailure if none is, or two are, or a URL or key is not usable
     */
    public void requireOne() {
        if ((file != null) == postgres.isGiven()) {
            throw CommandFailure.usage("one of --store FILE and --postgres URL must be given, "
                    + (file == null ? "was neither" : "were both"));
        }
        if (file == null) {
            var unused = postgres.dataSource();
        }
        var unused = keys();
    }

    /** Returns the one store that is named, for an engine that delivers: what is not there yet is created. */
    public OpenStore openOrCreate() {
        requireOne();
        return file == null ? OpenStore.postgres(postgres.dataSource(), keys()) : OpenStore.file(file, keys());
    }

    /** Returns the file, which is not created if there is none. */
    Path existingFile() {
        Path named = requireNonNull(file, "--store");
        if (!Files.exists(named)) {
            throw CommandFailure.unreachable(
                    "the store file " + named + " must exist, but there is none; nothing was created");
        }
        return named;
    }

    boolean isFile() {
        return file != null;
    }

    List<EncryptionKey> keys() {
        if (keys == null) {
            keys = keyFiles.stream().map(StoreOptions::key).toList();
        }
        return keys;
    }

    private static EncryptionKey key(Path keyFile) {
        try {
            return EncryptionKey.of(InputFile.text("key", keyFile, MAX_FILE_BYTES));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.refused("the key file " + keyFile + " is not usable: " + e.getMessage());
        }
    }
}
