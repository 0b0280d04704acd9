package io.github.webhooks4j.postgresql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.jdbc.FieldCipher;
import io.github.webhooks4j.jdbc.FieldCipherContract;
import io.github.webhooks4j.spi.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("postgres")
class PostgresFieldCipherTest extends FieldCipherContract {
    private final PostgresNodes nodes = new PostgresNodes();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Override
    protected Store open(@Nullable FieldCipher cipher, EncryptionKey... keys) {
        PostgresStoreBuilder builder = PostgresStore.builder(nodes.source).keys(List.of(keys));
        return (cipher == null ? builder : builder.cipher(cipher)).open();
    }

    @Override
    protected Connection connect() throws SQLException {
        return nodes.connect();
    }

    @Override
    protected String subject() {
        return "the database postgres \\(schema test_\\d+\\)";
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks may pass
    void needs_a_cipher_where_one_is_set() {
        assertThatThrownBy(() -> PostgresStore.builder(nodes.source).cipher(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("cipher");
    }
}
