package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.WebhookVersions;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the stores of both databases have in common, and what distinguishes them. */
@Tag("postgres")
class BothDatabasesTest {
    private static final int CHANGES = 20;

    @TempDir
    private Path directory;

    @Test
    void gives_webhook_versions_random_tags_on_sqlite() {
        try (Store store = SqliteStore.open(directory.resolve("store.db"))) {
            checkTags(store);
        }
    }

    @Test
    void gives_webhook_versions_random_tags_on_postgresql() {
        try (var nodes = new PostgresNodes()) {
            checkTags(nodes.start());
        }
    }

    @Test
    void refuses_a_connection_to_another_kind_of_database() throws SQLException {
        try (SqliteStore store = SqliteStore.open(directory.resolve("store.db"));
                Connection application = PostgresServer.newSchema().getConnection()) {
            assertThatThrownBy(() -> store.forNode(Samples.at(NOW))
                            .publish(application, List.of(Samples.acceptance("e", "c", "w"))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageMatching(
                            "the connection must lead to the tables of this store, in the store file /.*, but "
                                    + "leads to a database of PostgreSQL; nothing was written; use a connection of the "
                                    + "store's own database and schema");
        }
    }

    private static void checkTags(Store store) {
        List<Long> numbers = IntStream.range(0, CHANGES)
                .mapToObj(i -> store.forNode(Samples.at(NOW))
                        .save(Samples.webhook("w" + i), 0)
                        .orElseThrow())
                .toList();

        assertThat(numbers)
                .extracting(number -> number / WebhookVersions.COUNT)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, CHANGES).boxed().toList());
        assertThat(numbers).extracting(number -> number % WebhookVersions.COUNT).doesNotHaveDuplicates();
    }
}
