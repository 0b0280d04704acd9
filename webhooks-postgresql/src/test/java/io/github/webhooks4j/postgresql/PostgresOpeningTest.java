package io.github.webhooks4j.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.jdbc.ExternalTransactionsContract;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.schema.Schema;
import io.github.webhooks4j.postgresql.internal.PostgresScripts;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

@Tag("postgres")
class PostgresOpeningTest {
    private static final String SUBJECT = "the database postgres \\(schema test_\\d+\\)";

    private final PostgresNodes nodes = new PostgresNodes();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void is_tried_on_the_server_that_the_build_asks_for() {
        String asked = System.getProperty("postgresql.server", "");
        assumeTrue(!asked.isEmpty(), "no build has asked for a version");

        assertThat(nodes.number("SELECT current_setting('server_version_num')::integer / 10000"))
                .isEqualTo(Integer.parseInt(asked.split("\\.", 2)[0]));
    }

    @Test
    void creates_its_tables_once_when_several_nodes_start_at_the_same_time() throws Exception {
        List<Callable<PostgresStore>> starts = Collections.nCopies(8, () -> PostgresStore.open(nodes.source));

        for (Future<PostgresStore> started : nodes.threads.invokeAll(starts)) {
            started.get().close();
        }

        assertThat(nodes.number("SELECT count(*) FROM wh_schema")).isEqualTo(1);
        assertThat(nodes.number("SELECT count(*) FROM wh_webhook_version")).isEqualTo(1);
    }

    @Test
    void creates_no_table_when_it_only_validates_and_names_the_script() {
        refuses(
                () -> PostgresStore.open(nodes.source, SchemaMode.VALIDATE),
                Reason.INACCESSIBLE,
                SUBJECT + " must have schema version 1, but has none; run the script "
                        + "io/github/webhooks4j/postgresql/V1__webhooks.sql of the library's jar, "
                        + "or open the store with SchemaMode.MIGRATE");
        assertThat(nodes.number("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"))
                .isZero();
    }

    @Test
    void opens_on_tables_that_a_tool_has_made_by_the_script() throws IOException {
        try (InputStream script = PostgresStore.class.getResourceAsStream("V1__webhooks.sql")) {
            nodes.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }

        try (PostgresStore store = PostgresStore.open(nodes.source, SchemaMode.VALIDATE)) {
            assertThat(store.webhooks(0)).isEmpty();
        }
    }

    @Test
    void keeps_apart_what_is_in_two_schemas_of_a_database() {
        try (PostgresStore one = nodes.start();
                PostgresStore other = PostgresStore.open(PostgresServer.newSchema())) {
            one.forNode(Samples.at(Samples.NOW)).save(Samples.webhook("w"), 0);

            assertThat(other.webhooks(0)).isEmpty();
        }
    }

    @Test
    void refuses_a_newer_schema() {
        PostgresStore.open(nodes.source).close();
        nodes.execute("INSERT INTO wh_schema (version) VALUES (7)");

        refuses(
                () -> PostgresStore.open(nodes.source),
                Reason.NEWER_SCHEMA,
                SUBJECT + " has schema version 7, but this library knows versions up to 1; "
                        + "use a newer version of the library, or another database");
    }

    @Test
    void refuses_a_draft_of_the_same_version() {
        PostgresStore.open(nodes.source).close();
        nodes.execute("UPDATE wh_schema SET checksum = 'of a draft'");
        String own = Schema.checksum(PostgresScripts.read(PostgresScripts.VERSION_1));
        refuses(
                () -> PostgresStore.open(nodes.source),
                Reason.NOT_A_WEBHOOK_STORE,
                SUBJECT + " has a draft of schema version 1, with the checksum of a draft where this library's is "
                        + own + "; use the version of the library that made it, or another database");

        nodes.execute("ALTER TABLE wh_schema DROP COLUMN checksum");
        refuses(
                () -> PostgresStore.open(nodes.source, SchemaMode.VALIDATE),
                Reason.NOT_A_WEBHOOK_STORE,
                SUBJECT + " has a draft of schema version 1, with no checksum where this library's is " + own
                        + "; use the version of the library that made it, or another database");
    }

    @Test
    void refuses_the_store_of_a_schema_further_back_on_the_search_path() {
        PGSimpleDataSource production = PostgresServer.newSchema();
        PostgresStore.open(production).close();
        String own = nodes.source.getCurrentSchema();
        nodes.source.setCurrentSchema(own + "," + production.getCurrentSchema());

        for (SchemaMode create : SchemaMode.values()) {
            refuses(
                    () -> PostgresStore.open(nodes.source, create),
                    Reason.NOT_A_WEBHOOK_STORE,
                    "the database postgres \\(schema " + own
                            + "\\) has no store of its own, and must not share that of the "
                            + "schema " + production.getCurrentSchema()
                            + ", which is further back on its search path; name "
                            + "one schema only, for example with currentSchema=" + production.getCurrentSchema()
                            + " on the data source to use that store");
        }
    }

    @Test
    void opens_its_own_store_whatever_is_further_back_on_the_search_path() {
        PGSimpleDataSource other = PostgresServer.newSchema();
        PostgresStore.open(nodes.source).close();
        PostgresStore.open(other).close();
        nodes.source.setCurrentSchema(nodes.source.getCurrentSchema() + "," + other.getCurrentSchema());

        try (PostgresStore store = PostgresStore.open(nodes.source)) {
            store.forNode(Samples.at(Samples.NOW)).save(Samples.webhook("w"), 0);
        }

        assertThat(nodes.number("SELECT count(*) FROM wh_webhook")).isEqualTo(1);
    }

    @Test
    void refuses_a_search_path_that_leads_nowhere() {
        nodes.source.setCurrentSchema("nowhere");

        refuses(
                () -> PostgresStore.open(nodes.source),
                Reason.INACCESSIBLE,
                "the database postgres must have a schema for the store, but no schema of the search path nowhere exists; "
                        + "create it, or set currentSchema on the data source");
    }

    @Test
    void refuses_a_database_that_cannot_hold_every_text() {
        nodes.execute("DROP DATABASE IF EXISTS latin");
        nodes.execute("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        nodes.source.setDatabaseName("latin");
        nodes.source.setCurrentSchema("public");

        refuses(
                () -> PostgresStore.open(nodes.source),
                Reason.INACCESSIBLE,
                "the database latin \\(schema public\\) must be encoded as UTF8 to hold any text, but server_encoding is "
                        + "LATIN1; open the store on a database made by CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0");
    }

    @Test
    void takes_the_time_that_an_upgrade_needs_whatever_statements_may_take() throws Exception {
        nodes.source.setOptions("-c statement_timeout=1s -c lock_timeout=1s");
        var recording = new RecordingDataSource(nodes.source);
        Future<PostgresStore> opening;
        try (Connection other = nodes.connect()) {
            other.setAutoCommit(false);
            ExternalTransactionsContract.execute(
                    other, "DO $$ BEGIN PERFORM pg_advisory_xact_lock(7365482190467301); END $$");
            opening = nodes.threads.submit(() -> PostgresStore.open(recording.asDataSource()));
            PostgresNodes.await(() -> nodes.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'"
                            + " AND now() - query_start > interval '1200 ms'")
                    == 1);
            other.rollback();
        }

        opening.get().close();
        assertThat(recording.connections())
                .filteredOn(said -> said.stream().anyMatch(sql -> sql.contains("pg_advisory_xact_lock")))
                .singleElement()
                .satisfies(said -> assertThat(said).noneMatch(sql -> sql.contains("lock_timeout = '8s'")));
    }

    @Test
    void refuses_a_database_that_acknowledges_commits_before_they_are_durable() {
        nodes.source.setOptions("-c synchronous_commit=off");

        refuses(
                () -> PostgresStore.open(nodes.source),
                Reason.INACCESSIBLE,
                SUBJECT + " must not acknowledge a commit before it is durable, but synchronous_commit is off; "
                        + "set it to on, for example with ALTER ROLE … SET synchronous_commit = on");
    }

    @Test
    void refuses_another_database(@TempDir Path directory) {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + directory.resolve("other.db"));

        refuses(
                () -> PostgresStore.open(source),
                Reason.NOT_A_WEBHOOK_STORE,
                "the database must be PostgreSQL 14 or newer, was SQLite 3; open a store on another database");
    }

    @Test
    void refuses_a_server_that_is_not_there() {
        var source = new PGSimpleDataSource();
        source.setPortNumbers(new int[] {1});

        refuses(
                () -> PostgresStore.open(source),
                Reason.INACCESSIBLE,
                "the database cannot be reached; check the data source and whether the server runs: Connection to "
                        + "localhost:1 refused\\..*");
    }

    @Test
    void refuses_calls_after_it_was_closed() {
        PostgresStore store = nodes.start();
        store.close();
        store.close();
        String message = "the store on " + SUBJECT + " was closed; open it again to use it";

        refuses(store::chainCounts, Reason.CLOSED, message);
        refuses(() -> store.forNode(Samples.at(Samples.NOW)).save(Samples.webhook("w"), 0), Reason.CLOSED, message);
    }

    @Test
    void takes_no_more_than_five_connections_however_many_threads_call() throws Exception {
        HikariDataSource pool = nodes.pool();
        try (PostgresStore store = PostgresStore.open(pool)) {
            store.subscribe(new Deaf());
            var calls = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 400; i++) {
                int number = i;
                calls.add(() -> {
                    // Each of them would fail if it had to wait for a connection for long.
                    store.forNode(Samples.at(Samples.NOW))
                            .commit(List.of(Samples.publish("e" + number, "c" + number, "w")));
                    store.forNode(Samples.at(Samples.NOW)).claim(Samples.lane("w", 1), Samples.NODE);
                    return store.chainCounts().isBalanced();
                });
            }
            store.forNode(Samples.at(Samples.NOW)).save(Samples.webhook("w"), 0);

            for (Future<Boolean> call : nodes.threads.invokeAll(calls)) {
                assertThat(call.get()).isTrue();
            }
            assertThat(pool.getHikariPoolMXBean().getThreadsAwaitingConnection())
                    .isZero();
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void works_on_a_pool_whose_connections_do_not_commit_by_themselves() {
        HikariDataSource pool = nodes.pool(config -> config.setAutoCommit(false));
        try (PostgresStore store = PostgresStore.open(pool)) {
            store.subscribe(new Deaf());
            store.forNode(Samples.at(Samples.NOW)).save(Samples.webhook("w"), 0);
            store.forNode(Samples.at(Samples.NOW)).commit(List.of(Samples.publish("e", "c", "w")));
        }

        assertThat(nodes.number("SELECT count(*) FROM wh_pending_delivery")).isEqualTo(1);
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    private static void refuses(ThrowingCallable call, Reason reason, String pattern) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreException.class)
                .hasMessageMatching(pattern)
                .extracting("reason")
                .isEqualTo(reason);
    }

    /** Ignores everything. */
    private static final class Deaf implements StoreListener {
        @Override
        public void onWorkAvailable(LaneKey lane) {}

        @Override
        public void onWebhooksChanged() {}

        @Override
        public void onResyncRequired() {}
    }
}
