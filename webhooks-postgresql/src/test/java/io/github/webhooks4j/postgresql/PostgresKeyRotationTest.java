package io.github.webhooks4j.postgresql;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.jdbc.KeyRotationContract;
import io.github.webhooks4j.spi.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("postgres")
class PostgresKeyRotationTest extends KeyRotationContract {
    private final PostgresNodes nodes = new PostgresNodes();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Override
    protected Store open(EncryptionKey... keys) {
        return PostgresStore.open(nodes.source, SchemaMode.MIGRATE, List.of(keys));
    }

    @Override
    protected Connection connect() throws SQLException {
        return nodes.connect();
    }

    @Override
    protected String subject() {
        return "the database postgres \\(schema test_\\d+\\)";
    }
}
