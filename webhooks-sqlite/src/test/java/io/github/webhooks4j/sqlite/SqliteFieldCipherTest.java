package io.github.webhooks4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.jdbc.EnvelopeCipher;
import io.github.webhooks4j.jdbc.FieldCipher;
import io.github.webhooks4j.jdbc.FieldCipherContract;
import io.github.webhooks4j.jdbc.KeyRotationContract;
import io.github.webhooks4j.spi.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("disk")
class SqliteFieldCipherTest extends FieldCipherContract {
    /** More than one page. */
    private static final int MANY = 501;

    @TempDir
    private Path temporary;

    private Path file;

    @BeforeEach
    void name_the_file() throws IOException {
        file = temporary.toRealPath().resolve("store.db");
    }

    @Override
    protected Store open(@Nullable FieldCipher cipher, EncryptionKey... keys) {
        SqliteStore.Builder builder = SqliteStore.builder(file).keys(List.of(keys));
        return (cipher == null ? builder : builder.cipher(cipher)).open();
    }

    @Override
    protected Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    @Override
    protected String subject() {
        return "the store file " + file;
    }

    @Test
    void encrypts_more_values_again_than_fit_one_page() throws SQLException {
        try (Store store = open(EnvelopeCipher.of(1))) {
            for (int i = 0; i < MANY; i++) {
                save(store, KeyRotationContract.secretive("w" + i));
            }
        }

        try (Store store = open(EnvelopeCipher.of(2, 1))) {
            assertThat(store.webhooks(0)).hasSize(MANY);
        }

        assertThat(keysOfValues()).hasSize(2 * MANY).containsOnly(2);
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks may pass
    void needs_a_cipher_where_one_is_set() {
        assertThatThrownBy(() -> SqliteStore.builder(file).cipher(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("cipher");
    }
}
