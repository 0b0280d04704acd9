package io.github.webhooks4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.jdbc.KeyRotationContract;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("disk")
class SqliteKeyRotationTest extends KeyRotationContract {
    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void name_the_directory() throws IOException {
        directory = temporary.toRealPath();
    }

    @Override
    protected Store open(EncryptionKey... keys) {
        return SqliteStore.open(directory.resolve("store.db"), List.of(keys));
    }

    @Override
    protected Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
    }

    @Override
    protected String subject() {
        return "the store file " + directory.resolve("store.db");
    }

    @Test
    void leaves_nothing_plain_in_the_files_when_it_had_a_key_from_the_start() throws IOException {
        try (Store store = open(OLD)) {
            saveMany(store);

            assertThat(occurrences()).isEmpty();
        }
        assertThat(occurrences()).isEmpty();
    }

    @Test
    void leaves_nothing_unencrypted_after_a_vacuum_when_a_key_was_added_later() throws Exception {
        try (Store store = open()) {
            saveMany(store);
        }
        assertThat(occurrences()).isNotEmpty();

        open(OLD).close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM");
        }

        assertThat(occurrences()).isEmpty();
    }

    @Test
    void forgets_an_interrupted_copy_before_it_changes_anything() throws Exception {
        try (Store store = open(OLD)) {
            saveMany(store);
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO wh_store_copy (id, copy) VALUES (1, 'c')");
            statement.execute(
                    "CREATE TRIGGER dies BEFORE UPDATE ON wh_webhook_secret BEGIN SELECT RAISE(ABORT, 'dies'); END");
        }

        EncryptionKey current =
                EncryptionKey.of("a key of 32 bytes, another one\n.".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> open(current, OLD)).isInstanceOf(StoreException.class);

        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM wh_store_copy")) {
            assertThat(rows.next()).isFalse();
        }
    }

    private static void saveMany(Store store) {
        for (int i = 0; i < 100; i++) {
            store.forNode(Samples.at(Samples.NOW)).save(secretive("w" + i), 0);
        }
    }

    /** Returns where in the files a secret is. */
    private List<String> occurrences() throws IOException {
        var occurrences = new ArrayList<String>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String secret : List.of("canary", "whsec_MDEy")) {
                    for (int at = content.indexOf(secret); at >= 0; at = content.indexOf(secret, at + 1)) {
                        occurrences.add(secret + " in " + file.getFileName() + " at " + at);
                    }
                }
            }
        }
        return occurrences;
    }
}
