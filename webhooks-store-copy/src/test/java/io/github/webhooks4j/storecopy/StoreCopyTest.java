package io.github.webhooks4j.storecopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What a copy has, and what an engine makes of it. */
@Tag("postgres")
class StoreCopyTest {
    @TempDir
    private Path directory;

    private final PGSimpleDataSource database = PostgresServer.newSchema();

    @Test
    void has_all_rows_on_both_sides() {
        StoreOnFile stored = StoreOnFile.in(directory);

        StoreCopyReport report = StoreCopy.builder(stored.file, database).run();

        assertThat(report.differences()).isEmpty();
        assertThat(report.isEqual()).isTrue();
        assertThat(report.resumed()).isFalse();
        assertThat(report.tables())
                .allSatisfy(table ->
                        assertThat(table.target().rows()).as(table.name()).isPositive());
        assertThat(report.tables())
                .filteredOn(table -> table.name().equals("wh_inbox"))
                .extracting(table -> table.target().rows())
                .containsExactly((long) StoreOnFile.INBOX_ROWS);
        assertThat(report.target().counts()).isEqualTo(new ChainCounts(10, 1, 2, 5, 1, 1));
        assertThat(report.target().inconsistencies()).isEmpty();
    }

    @Test
    void lets_an_engine_do_the_rest_and_nothing_twice() {
        StoreOnFile stored = StoreOnFile.in(directory);
        StoreCopy.builder(stored.file, database).run();
        var transport = new ScriptedTransport();

        try (PostgresStore store = PostgresStore.open(database);
                WebhookEngine engine = WebhookEngine.builder(store, transport)
                        .callbackBase(StoreOnFile.BASE)
                        .start()) {
            await(() -> engine.chainCounts().delivering() == 0
                    && engine.health().store().pendingSlices() == 0
                    && engine.chainCounts().complete() == 7);

            assertThat(urls(transport.requests()))
                    .containsExactlyInAnyOrder(
                            StoreOnFile.PLAIN,
                            StoreOnFile.PLAIN,
                            StoreOnFile.RETRIED,
                            StoreOnFile.ORDERED,
                            StoreOnFile.ORDERED,
                            StoreOnFile.ORDERED);
            assertThat(transport.requests(StoreOnFile.ORDERED))
                    .extracting(request -> request.text().replaceFirst(".*\"id\":", ""))
                    .containsExactly("\"ordered-1\"}", "\"ordered-2\"}", "\"ordered-3\"}");
            assertThat(engine.publish(StoreOnFile.event("done", "acme/plain")
                                    .tag("with\0zero")
                                    .build())
                            .duplicate())
                    .isTrue();
        }
    }

    @Test
    void accepts_a_callback_to_a_url_that_the_engine_on_the_file_has_sent() {
        StoreOnFile stored = StoreOnFile.in(directory);
        StoreCopy.builder(stored.file, database).run();
        var transport = new ScriptedTransport();

        try (PostgresStore store = PostgresStore.open(database);
                WebhookEngine engine = WebhookEngine.builder(store, transport)
                        .callbackBase(StoreOnFile.BASE)
                        .start()) {
            byte[] success = Callback.success().withDescription("built").toJson();
            assertThat(engine.callbacks()
                            .handle("POST", stored.callbackPath(), success)
                            .status())
                    .isEqualTo(200);
            await(() -> transport.requests(StoreOnFile.SECOND).size() == 1);
            engine.chains().resume(stored.interrupted());
            await(() -> transport.requests(StoreOnFile.BROKEN).size() == 1);

            assertThat(transport.requests(StoreOnFile.FIRST)).isEmpty();
            // Two chains await the callback of their last destination now.
            await(() -> engine.chainCounts().equals(new ChainCounts(11, 8, 2, 0, 0, 1)));
            assertThat(store.inconsistencies(10)).isEmpty();
        }
    }

    @Test
    void has_webhooks_with_their_versions_secrets_and_history() {
        StoreOnFile stored = StoreOnFile.in(directory);
        StoreCopy.builder(stored.file, database).run();

        try (SqliteStore file = stored.open();
                PostgresStore copy = PostgresStore.open(database)) {
            assertThat(copy.webhooks(0)).hasSize(8).isEqualTo(file.webhooks(0));
            assertThat(copy.webhook(stored.plain().id()).orElseThrow().webhook().secrets())
                    .hasSize(2);
            assertThat(copy.findChain(stored.awaiting())).isEqualTo(file.findChain(stored.awaiting()));
            assertThat(copy.findChain(stored.interrupted())).isEqualTo(file.findChain(stored.interrupted()));
            assertThat(copy.listChains(stored.plain().id(), null, 10))
                    .isEqualTo(file.listChains(stored.plain().id(), null, 10));
            assertThat(copy.setAside(10).count()).isEqualTo(1);
        }
    }

    @Test
    void is_another_store_than_the_file() {
        StoreOnFile stored = StoreOnFile.in(directory);
        String identities = "SELECT count(*) FROM wh_identity WHERE length(store) = 36";
        StoreCopy.builder(stored.file, database).run();

        assertThat(PostgresServer.number(database, identities)).isEqualTo(1);
    }

    @Test
    void copies_encrypted_values_as_they_are() {
        EncryptionKey key = EncryptionKey.of(new byte[32]);
        StoreOnFile stored = StoreOnFile.in(directory, key);

        assertThat(StoreCopy.builder(stored.file, database)
                        .keys(List.of(key))
                        .run()
                        .isEqual())
                .isTrue();

        assertThat(unencrypted()).isZero();
        try (SqliteStore file = stored.open();
                PostgresStore copy =
                        PostgresStore.builder(database).keys(List.of(key)).open()) {
            assertThat(copy.webhooks(0)).isEqualTo(file.webhooks(0));
            assertThat(copy.signingKey(new byte[32])).isEqualTo(file.signingKey(new byte[32]));
        }
    }

    @Test
    void encrypts_what_is_not_encrypted_before_it_is_copied() {
        EncryptionKey key = EncryptionKey.of(new byte[32]);
        StoreOnFile stored = StoreOnFile.in(directory);

        assertThat(StoreCopy.builder(stored.file, database)
                        .keys(List.of(key))
                        .run()
                        .isEqual())
                .isTrue();

        assertThat(unencrypted()).isZero();
        try (PostgresStore copy =
                PostgresStore.builder(database).keys(List.of(key)).open()) {
            assertThat(copy.webhooks(0)).hasSize(8);
        }
    }

    @Test
    void reports_each_transaction_and_each_table_that_was_compared() {
        StoreOnFile stored = StoreOnFile.in(directory);
        var steps = new ArrayList<StoreCopyProgress>();

        StoreCopy.builder(stored.file, database).onProgress(steps::add).run();

        long rows = SourceFile.BATCH_ROWS;
        assertThat(steps)
                .filteredOn(step -> step.table().equals("wh_inbox"))
                .containsExactly(
                        new StoreCopyProgress(StoreCopyProgress.Phase.COPYING, "wh_inbox", rows, 2 * rows + 1),
                        new StoreCopyProgress(StoreCopyProgress.Phase.COPYING, "wh_inbox", 2 * rows, 2 * rows + 1),
                        new StoreCopyProgress(StoreCopyProgress.Phase.COPYING, "wh_inbox", 2 * rows + 1, 2 * rows + 1),
                        new StoreCopyProgress(
                                StoreCopyProgress.Phase.COMPARING, "wh_inbox", 2 * rows + 1, 2 * rows + 1));
        assertThat(steps).hasSize(2 * (CopiedTable.OF_STORE.size() + 1) + 2);
    }

    private long unencrypted() {
        return PostgresServer.number(
                database,
                "SELECT (SELECT count(*) FROM wh_webhook_revision WHERE settings NOT LIKE 'enc:1:%')"
                        + " + (SELECT count(*) FROM wh_webhook_secret WHERE secret NOT LIKE 'enc:1:%')"
                        + " + (SELECT count(*) FROM wh_deployment WHERE substr(signing_key, 1, 4) <> 'enc:'::bytea)");
    }

    private static List<String> urls(List<RecordedDelivery> requests) {
        return requests.stream().map(RecordedDelivery::url).toList();
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(condition::getAsBoolean);
    }
}
