package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("postgres")
class PostgresKeyChangeTest extends KeyChangeContract {
    private final PostgresNodes nodes = new PostgresNodes();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Override
    Store open(StoreKey... keys) {
        return PostgresStore.open(nodes.source, CreateSchema.ALWAYS, List.of(keys));
    }

    @Override
    Connection connect() throws SQLException {
        return nodes.connect();
    }

    @Override
    String subject() {
        return "the database postgres \\(schema test_\\d+\\)";
    }
}
