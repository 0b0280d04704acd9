package io.github.webhooks4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.sqlite.internal.SqliteFile;
import io.github.webhooks4j.sqlite.internal.SqliteLaneClaimer;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the hot statements to their indexes: none may read rows that it does not return. */
class SqlitePlanTest {
    private static final String BY_KEY = "SEARCH c USING PRIMARY KEY (webhook_number=? AND number=?)";

    @TempDir
    private Path directory;

    private SqliteFile file;

    @BeforeEach
    void open() {
        file = SqliteFile.open(directory.resolve("store.db"), SqliteScripts.schema(), false);
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void claims_from_the_index_of_the_lane() {
        assertThat(plan(SqliteLaneClaimer.FREE))
                .containsExactly(
                        "SEARCH d USING INDEX wh_pending_delivery_lane (webhook_id=? AND destination=? AND available_at>? AND available_at<?)",
                        "SEARCH c USING PRIMARY KEY (id=?)",
                        "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)");
        assertThat(plan(SqliteLaneClaimer.EARLIEST))
                .containsExactly(
                        "SEARCH wh_pending_delivery USING COVERING INDEX wh_pending_delivery_lane (webhook_id=? AND destination=?)");
        assertThat(plan(SqliteLaneClaimer.CLAIM))
                .containsExactly("SEARCH wh_pending_delivery USING PRIMARY KEY (chain_id=?)");
    }

    @Test
    void jumps_from_lane_to_lane() {
        assertThat(plan(SqlStatement.LANES).stream()
                        .filter(step -> step.contains("wh_pending_delivery") || step.contains("next")))
                .containsExactly(
                        "SCAN wh_pending_delivery USING COVERING INDEX wh_pending_delivery_lane", // for its first row
                        // only
                        "SEARCH next USING PRIMARY KEY (chain_id=?)",
                        "SEARCH wh_pending_delivery USING COVERING INDEX wh_pending_delivery_lane (webhook_id=? AND destination>?)",
                        "SEARCH wh_pending_delivery USING COVERING INDEX wh_pending_delivery_lane (webhook_id>?)");
    }

    @Test
    void finds_deadlines_among_waiting_chains_only() {
        assertThat(plan(SqlStatement.CHAINS_PAST_DEADLINE))
                .containsExactly("SEARCH wh_chain USING COVERING INDEX wh_chain_deadline (deadline_at<?)");
        assertThat(plan(SqlStatement.NEXT_DEADLINE))
                .containsExactly("SEARCH wh_chain USING COVERING INDEX wh_chain_deadline (deadline_at>?)");
    }

    @Test
    void finds_unfinished_chains_among_unfinished_chains_only() {
        assertThat(plan(SqlStatement.UNFINISHED_CHAINS))
                .contains("SEARCH wh_pending_delivery USING COVERING INDEX wh_pending_delivery_lane (webhook_id=?)")
                .contains("SEARCH wh_chain USING INDEX wh_chain_awaiting (webhook_id=?)");
    }

    @Test
    void finds_what_deleted_webhooks_left_by_their_index() {
        assertThat(plan(SqlStatement.CHAINS_OF_DELETED_WEBHOOKS))
                .contains("SEARCH d USING COVERING INDEX wh_pending_delivery_lane (webhook_id=?)")
                .contains("SEARCH c USING INDEX wh_chain_awaiting (webhook_id=?)")
                .filteredOn(step -> step.startsWith("SCAN"))
                .allMatch(SqlitePlanTest::scansDeletedWebhooksOnly);
        assertThat(plan(SqlStatement.COUNT_CHAINS))
                .contains("SEARCH d USING COVERING INDEX wh_pending_delivery_lane (webhook_id=?)")
                .anyMatch(step ->
                        step.startsWith("SEARCH c USING") && step.contains("INDEX wh_chain_awaiting (webhook_id=?)"))
                .anyMatch(SqlitePlanTest::scansDeletedWebhooksOnly);
    }

    @Test
    void finds_the_first_slice_of_each_event_by_an_index() {
        assertThat(plan(SqlStatement.NEXT_SLICES))
                .anyMatch(step -> step.startsWith("SEARCH f USING INDEX") && step.endsWith("(event_seq>?)"))
                .anyMatch(step ->
                        step.startsWith("SEARCH b USING COVERING INDEX") && step.endsWith("(event_seq=? AND slice<?)"))
                .noneMatch(step -> step.startsWith("SCAN"));
        assertThat(plan(SqlStatement.LOCK_SLICES))
                .anyMatch(step -> step.startsWith("SEARCH wh_fan_out USING COVERING INDEX")
                        && step.endsWith("(event_seq=? AND slice=?)"));
    }

    @Test
    void finds_a_page_of_history_in_its_index() {
        assertThat(plan(SqlStatement.LIST_CHAINS))
                .containsExactly("SEARCH wh_chain USING COVERING INDEX wh_chain_history (webhook_id=?)");
        assertThat(plan(SqlStatement.LIST_CHAINS_BEFORE))
                .containsExactly("SEARCH wh_chain USING COVERING INDEX wh_chain_history (webhook_id=? AND id<?)");
    }

    @Test
    void loads_by_keys_what_a_commit_and_a_story_need() {
        for (SqlStatement statement : List.of(
                SqlStatement.LOCK_CHAINS,
                SqlStatement.LOCK_PENDING,
                SqlStatement.FIND_CALLBACKS,
                SqlStatement.FIND_ATTEMPTS,
                SqlStatement.FIND_EVENTS,
                SqlStatement.FIND_WEBHOOK_STATES)) {
            assertThat(plan(statement).stream().filter(step -> step.startsWith("SCAN")))
                    .containsExactly("SCAN json_each VIRTUAL TABLE INDEX 3:");
        }
    }

    @Test
    void prunes_events_in_their_order_and_looks_their_chains_up() {
        assertThat(plan(SqlStatement.SCAN_EVENTS))
                .containsExactly("SEARCH wh_event USING INTEGER PRIMARY KEY (rowid>?)");
        assertThat(plan(SqlStatement.FIND_ENDS)).contains(BY_KEY);
        assertThat(plan(SqlStatement.LOCK_EXPIRED_CHAINS)).contains(BY_KEY);
        assertThat(plan(SqlStatement.FIND_ENDS_OF_RERUNS))
                .contains("SEARCH c USING INDEX wh_chain_rerun (event_number=?)");
        assertThat(plan(SqlStatement.DELETE_EVENTS))
                .contains("SEARCH wh_event USING INTEGER PRIMARY KEY (rowid=?)")
                .contains(BY_KEY)
                .contains("SEARCH c USING COVERING INDEX wh_chain_rerun (event_number=?)");
        for (SqlStatement statement :
                List.of(SqlStatement.DELETE_CHAINS, SqlStatement.DELETE_ATTEMPTS, SqlStatement.DELETE_CALLBACKS)) {
            assertThat(plan(statement)).anyMatch(step -> step.matches(
                    "SEARCH wh_[a-z]+ USING PRIMARY KEY \\(webhook_number=\\? AND (chain_)?number=\\?\\)"));
        }
    }

    @Test
    void erases_chains_by_their_webhook() {
        assertThat(plan(SqlStatement.LOCK_CHAINS_OF_WEBHOOK))
                .containsExactly("SEARCH wh_chain USING PRIMARY KEY (webhook_number=?)");
        assertThat(plan(SqlStatement.LOCK_CHAINS_OF_ERASED_WEBHOOKS))
                .hasSize(3)
                .anyMatch(SqlitePlanTest::scansDeletedWebhooksOnly)
                .contains("SEARCH c USING PRIMARY KEY (webhook_number=?)")
                .anyMatch(step -> step.startsWith("SEARCH r USING"));
        assertThat(plan(SqlStatement.DELETE_SET_ASIDE_OF_CHAINS))
                .contains("SEARCH s USING PRIMARY KEY (id>? AND id<?)");
    }

    @Test
    void looks_at_the_first_chains_of_a_webhook_for_a_revision() {
        assertThat(plan(SqlStatement.DELETE_REVISIONS))
                .contains("SEARCH c USING PRIMARY KEY (webhook_number=?)")
                .noneMatch(step -> step.contains("TEMP B-TREE"));
    }

    private static boolean scansDeletedWebhooksOnly(String step) {
        return step.matches("SCAN w USING (COVERING )?INDEX wh_webhook_deleted");
    }

    @Test
    void reads_short_tables_only_without_an_index() {
        List<String> scans = Arrays.stream(SqlStatement.values())
                .flatMap(statement -> plan(statement).stream()
                        .filter(step -> step.matches("SCAN (?!json_each|pragma_|d VIRTUAL|CONSTANT).*")
                                && !step.contains(" USING "))
                        .map(step -> statement + " " + step))
                .toList();

        assertThat(scans)
                .isSubsetOf(
                        // Tables of one row, or of one for each version, connection or fault.
                        "STORE_IDENTITY SCAN i",
                        "RECORDED_TIME SCAN wh_clock",
                        "SCHEMA_VERSIONS SCAN wh_schema",
                        "SIGNING_KEY SCAN wh_deployment",
                        "REPLACE_SIGNING_KEY SCAN wh_deployment",
                        "LOCK_WEBHOOK_VERSION SCAN wh_webhook_version",
                        "NEXT_WEBHOOK_VERSION SCAN wh_webhook_version",
                        "LATEST_WEBHOOK_VERSION SCAN wh_webhook_version",
                        "DELETE_LOGGED_VERSIONS SCAN wh_webhook_version",
                        "COUNT_CHAINS SCAN wh_chain_counts",
                        "LOCK_COUNTS SCAN wh_chain_counts",
                        "LIST_SET_ASIDE SCAN wh_set_aside",
                        "COUNT_SET_ASIDE SCAN wh_set_aside",
                        // Once for each start of an engine or a store.
                        "WEBHOOK_SECRETS_SINCE SCAN s",
                        "FAILING_WEBHOOKS SCAN wh_webhook",
                        "SETTINGS_KEYS SCAN wh_webhook_revision",
                        "SECRET_KEYS SCAN wh_webhook_secret",
                        // Only for a webhook that is erased.
                        "SLICE_OF_WEBHOOK SCAN f",
                        // What other steps of the same plan have found.
                        "LANES SCAN (subquery-1)",
                        "LANES SCAN lane",
                        "COUNT_CHAINS SCAN counts",
                        "COUNT_CHAINS SCAN left_over",
                        "DELETE_UNMATCHED_EVENTS SCAN old",
                        "DELETE_REVISIONS SCAN old");
    }

    private String text(SqlStatement statement) {
        return file.read(session -> session.sql(statement));
    }

    private List<String> plan(SqlStatement statement) {
        return plan(text(statement));
    }

    private List<String> plan(String sql) {
        Object[] parameters = Stream.generate(() -> 0)
                .limit(sql.chars().filter(c -> c == '?').count())
                .toArray();
        return file.read(session -> session.list("EXPLAIN QUERY PLAN " + sql, row -> row.getString(4), parameters));
    }
}
