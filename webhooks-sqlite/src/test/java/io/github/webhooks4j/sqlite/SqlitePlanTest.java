package io.github.webhooks4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.sqlite.internal.SqliteBatchDissolver;
import io.github.webhooks4j.sqlite.internal.SqliteFile;
import io.github.webhooks4j.sqlite.internal.SqliteLaneClaimer;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
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
                .contains(
                        "SEARCH d USING INDEX wh_pending_delivery_lane (webhook_number=? AND destination=? AND available_at>? AND available_at<?)",
                        BY_KEY,
                        "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)")
                .noneMatch(SqlitePlanTest::sorts);
        assertThat(plan(SqliteLaneClaimer.EARLIEST))
                .containsExactly(
                        "SEARCH wh_pending_delivery USING COVERING INDEX wh_pending_delivery_lane (webhook_number=? AND destination=?)");
        assertThat(plan(SqliteLaneClaimer.CLAIM))
                .containsExactly("SEARCH wh_pending_delivery USING PRIMARY KEY (webhook_number=? AND chain_number=?)");
    }

    @Test
    void jumps_from_lane_to_lane() {
        assertThat(plan(SqlStatement.LANES).stream().filter(step -> step.contains(" d ")))
                .hasSize(4)
                .allMatch(step -> step.startsWith("SEARCH d USING "));
    }

    @Test
    void finds_what_claim_batches_hold_by_its_key() {
        assertThat(plan(SqlStatement.FIND_IN_CLAIM_BATCH)).contains(BY_KEY);
        assertThat(plan(SqliteBatchDissolver.QUEUE)).contains(BY_KEY, "SEARCH b USING INTEGER PRIMARY KEY (rowid=?)");
        assertThat(plan(SqliteBatchDissolver.MARK))
                .contains(
                        "SEARCH wh_chain USING PRIMARY KEY (webhook_number=? AND number=?)",
                        "SEARCH b USING INTEGER PRIMARY KEY (rowid=?)");
        for (SqlStatement statement : List.of(
                SqlStatement.DELETE_CLAIM_BATCHES,
                SqlStatement.UNFINISHED_CHAINS,
                SqlStatement.UNFINISHED_CHAINS_BEFORE,
                SqlStatement.CHAINS_OF_DELETED_WEBHOOKS,
                SqlStatement.COUNT_CHAINS)) {
            assertThat(plan(statement)).contains(BY_KEY);
        }
    }

    @Test
    void writes_chains_by_their_key() {
        for (SqlStatement statement :
                List.of(SqlStatement.SETTLE_HELD, SqlStatement.UPDATE_CHAINS, SqlStatement.MOVE_CHAINS)) {
            assertThat(plan(statement))
                    .containsExactly("SEARCH wh_chain USING PRIMARY KEY (webhook_number=? AND number=?)");
        }
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
                .anyMatch(step ->
                        step.startsWith("SEARCH wh_pending_delivery USING ") && step.endsWith("(webhook_number=?)"))
                .anyMatch(SqlitePlanTest::readsWaitingChainsOnly);
    }

    @Test
    void finds_what_deleted_webhooks_left_by_their_index() {
        for (SqlStatement statement : List.of(SqlStatement.CHAINS_OF_DELETED_WEBHOOKS, SqlStatement.COUNT_CHAINS)) {
            assertThat(plan(statement))
                    .anyMatch(step -> step.startsWith("SEARCH d USING ") && step.endsWith("(webhook_number=?)"))
                    .anyMatch(SqlitePlanTest::readsWaitingChainsOnly)
                    .anyMatch(SqlitePlanTest::scansDeletedWebhooksOnly);
        }
    }

    @Test
    void finds_the_first_slice_of_each_event_by_an_index() {
        assertThat(plan(SqlStatement.NEXT_SLICES))
                .anyMatch(step -> step.startsWith("SEARCH f USING INDEX") && step.endsWith("(event_number>?)"))
                .anyMatch(step -> step.startsWith("SEARCH b USING COVERING INDEX")
                        && step.endsWith("(event_number=? AND slice<?)"))
                .noneMatch(step -> step.startsWith("SCAN"));
        assertThat(plan(SqlStatement.LOCK_SLICES))
                .anyMatch(step -> step.startsWith("SEARCH wh_fan_out USING COVERING INDEX")
                        && step.endsWith("(event_number=? AND slice=?)"));
    }

    @Test
    void finds_whose_turn_it_is_by_indexes() {
        assertThat(plan(SqlStatement.FIND_ORDERED_LANES))
                .anyMatch(step -> step.matches("SEARCH d USING (COVERING )?INDEX wh_pending_delivery_in_turn"
                        + " \\(ordering_key=\\? AND webhook_number=\\? AND step=\\?\\)"))
                .anyMatch(step -> step.matches("SEARCH p USING (COVERING )?INDEX wh_pending_delivery_waiting"
                        + " \\(ordering_key=\\? AND webhook_number=\\? AND step=\\?\\)"))
                .contains("SEARCH d USING PRIMARY KEY (webhook_number=? AND chain_number=?)")
                .noneMatch(SqlitePlanTest::sorts);
    }

    @Test
    void looks_ordering_keys_up() {
        assertThat(plan(SqlStatement.FIND_SEQUENCES)).contains("SEARCH wh_ordering_key USING PRIMARY KEY (key=?)");
        // Older versions of SQLite do not say EXISTS.
        assertThat(plan(SqlStatement.FIND_LISTED_KEYS))
                .anyMatch(step -> step.matches(
                        "SEARCH f( EXISTS)? USING COVERING INDEX wh_fan_out_order \\(ordering_key=\\?\\)"));
        assertThat(plan(SqlStatement.SET_SEQUENCES))
                .containsExactly("SEARCH wh_ordering_key USING PRIMARY KEY (key=?)");
        assertThat(plan(SqlStatement.NEXT_SLICES))
                .contains("SEARCH b USING COVERING INDEX wh_fan_out_order (ordering_key=? AND ordering_sequence<?)");
        assertThat(plan(SqlStatement.DELETE_ORDERING_KEYS))
                .contains("SEARCH k USING COVERING INDEX wh_ordering_key_used (used_at<?)")
                .contains("SEARCH d USING INDEX wh_pending_delivery_in_turn (ordering_key=?)")
                .contains("SEARCH f USING COVERING INDEX wh_fan_out_order (ordering_key=?)")
                .noneMatch(SqlitePlanTest::sorts);
    }

    @Test
    void reads_an_event_by_its_id() {
        assertThat(plan(SqlStatement.FIND_EVENT))
                .containsExactly("SEARCH wh_event USING INDEX sqlite_autoindex_wh_event_1 (id=?)");
    }

    @Test
    void looks_for_missed_events_in_a_range_of_numbers_and_sends_by_keys() {
        assertThat(plan(SqlStatement.EVENTS_OF_WEBHOOK))
                .contains("SEARCH e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)")
                .anyMatch(step -> step.startsWith("SEARCH c USING COVERING INDEX wh_chain_rerun (event_number=?"))
                .noneMatch(SqlitePlanTest::sorts);
        assertThat(plan(SqlStatement.FIND_SENT_CHAINS))
                .contains("SEARCH e USING INDEX sqlite_autoindex_wh_event_1 (id=?)")
                .anyMatch(step -> step.startsWith("SEARCH c USING COVERING INDEX wh_chain_rerun (event_number=?"));
        assertThat(plan(SqlStatement.LOCK_SENT_EVENTS))
                .anyMatch(step -> step.startsWith("SEARCH wh_event USING COVERING INDEX sqlite_autoindex_wh_event_1"));
    }

    @Test
    void reads_a_page_of_history_as_a_range_of_the_key() {
        assertThat(plan(SqlStatement.LIST_CHAINS))
                .containsExactly("SEARCH wh_chain USING PRIMARY KEY (webhook_number=? AND number<?)");
        assertThat(plan(SqlStatement.LATEST_CHAINS))
                .containsExactly(
                        "SEARCH c USING PRIMARY KEY (webhook_number=?)",
                        "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)");
    }

    @Test
    void finds_chains_as_ranges_of_indexes_that_are_in_their_order() {
        assertThat(plan(SqlStatement.INTERRUPTED_CHAINS_OF_WEBHOOK))
                .containsExactly(
                        "SEARCH wh_chain USING COVERING INDEX wh_chain_interrupted_of_webhook (webhook_number=? AND number<?)");
        assertThat(plan(SqlStatement.AWAITING_CHAINS_OF_WEBHOOK))
                .containsExactly("SEARCH wh_chain USING INDEX wh_chain_awaiting (webhook_number=? AND number<?)");
        assertThat(plan(SqlStatement.QUEUED_CHAINS_OF_WEBHOOK))
                .containsExactly("SEARCH wh_pending_delivery USING PRIMARY KEY (webhook_number=? AND chain_number<?)");
        assertThat(plan(SqlStatement.INTERRUPTED_CHAINS))
                .containsExactly(
                        "SEARCH wh_chain USING COVERING INDEX wh_chain_interrupted ((number,webhook_number)<(?,?))");
        assertThat(plan(SqlStatement.RERUNS))
                .containsExactly(
                        "SEARCH wh_chain USING COVERING INDEX wh_chain_latest_rerun ((number,webhook_number)<(?,?))");
        assertThat(plan(SqlStatement.RERUNS_OF_EVENT))
                .containsExactly(
                        "SEARCH wh_chain USING COVERING INDEX wh_chain_rerun (event_number=? AND (number,webhook_number)<(?,?))");
        assertThat(plan(SqlStatement.EVENTS_BACK_FROM)).contains("SEARCH wh_event USING INTEGER PRIMARY KEY (rowid<?)");
        assertThat(plan(SqlStatement.QUEUED_CHAINS)).containsExactly("SCAN wh_pending_delivery");
        assertThat(plan(SqlStatement.WEBHOOKS_OF_OWNER))
                .containsExactly("SEARCH wh_webhook USING COVERING INDEX wh_webhook_owner (owner_number=?)");
    }

    @Test
    void reads_at_most_a_megabyte_of_webhooks_of_several_events_at_once() {
        file.write(session -> session.update("""
                INSERT INTO wh_event (number, id, topic, type, occurred_at, accepted_at, webhooks, digest, body)
                SELECT value, 'e' || value, 't', 'push', 0, 0, printf('%.*c', 2000000 / value, '1'), x'', x''
                  FROM json_each('[1, 3, 4, 5]')"""));

        assertThat(eventsBackFrom(5)).containsExactly(5L, 4L);
        assertThat(eventsBackFrom(3)).containsExactly(3L);
        assertThat(eventsBackFrom(2)).containsExactly(1L);
        assertThat(eventsBackFrom(0)).isEmpty();
    }

    private List<Long> eventsBackFrom(long number) {
        return file.read(session ->
                session.list(SqlStatement.EVENTS_BACK_FROM, row -> row.getLong(1), 0, "", 0, "", number, 10));
    }

    @Test
    void looks_up_by_keys_what_a_list_shows_of_a_chain() {
        assertThat(plan(SqlStatement.SUMMARIES))
                .contains(
                        BY_KEY,
                        "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)",
                        "SEARCH d USING PRIMARY KEY (webhook_number=? AND chain_number=?)")
                .noneMatch(SqlitePlanTest::sorts);
        assertThat(plan(SqlStatement.LAST_ATTEMPTS))
                .contains("SEARCH l USING PRIMARY KEY (webhook_number=? AND chain_number=?)")
                .noneMatch(SqlitePlanTest::sorts);
    }

    @Test
    void loads_by_keys_what_a_commit_and_a_story_need() {
        for (SqlStatement statement : List.of(
                SqlStatement.LOCK_CHAINS,
                SqlStatement.LOCK_PENDING,
                SqlStatement.LOCK_PENDING_IN_ORDER,
                SqlStatement.FIND_CALLBACKS,
                SqlStatement.FIND_ATTEMPTS,
                SqlStatement.FIND_EVENTS,
                SqlStatement.FIND_WEBHOOK_STATES)) {
            assertThat(plan(statement).stream().filter(step -> step.startsWith("SCAN")))
                    .allMatch(step -> step.matches("SCAN (k|json_each) VIRTUAL TABLE INDEX [0-9]+:"));
        }
    }

    @Test
    void prunes_events_in_their_order_and_looks_their_chains_up() {
        assertThat(plan(SqlStatement.SCAN_EVENTS)).contains("SEARCH wh_event USING INTEGER PRIMARY KEY (rowid>?)");
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
            assertThat(plan(statement))
                    .anyMatch(step -> step.matches(
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

    private static boolean sorts(String step) {
        return step.contains("TEMP B-TREE");
    }

    private static boolean readsWaitingChainsOnly(String step) {
        return step.matches("SEARCH (c|wh_chain) USING (COVERING )?INDEX wh_chain_awaiting \\(webhook_number=\\?\\)");
    }

    private static boolean scansDeletedWebhooksOnly(String step) {
        return step.matches("SCAN w USING (COVERING )?INDEX wh_webhook_deleted");
    }

    @Test
    void reads_short_tables_only_without_an_index() {
        List<String> scans = Arrays.stream(SqlStatement.values())
                .flatMap(statement -> plan(statement).stream()
                        .filter(step -> step.matches("SCAN (?!json_each|[a-z]+ VIRTUAL|pragma_|CONSTANT).*")
                                && !step.contains(" USING "))
                        .map(step -> statement + " " + step))
                .toList();

        assertThat(scans)
                .isSubsetOf(
                        // Tables of one row, or of one for each version, connection, node or fault.
                        "STORE_IDENTITY SCAN i",
                        "RECORDED_TIME SCAN wh_clock",
                        "SCHEMA_VERSIONS SCAN wh_schema",
                        "SIGNING_KEY SCAN wh_deployment",
                        "REPLACE_SIGNING_KEY SCAN wh_deployment",
                        "LOCK_WEBHOOK_VERSION SCAN wh_webhook_version",
                        "NEXT_WEBHOOK_VERSION SCAN wh_webhook_version",
                        "LATEST_WEBHOOK_VERSION SCAN wh_webhook_version",
                        "DELETE_LOGGED_VERSIONS SCAN wh_webhook_version",
                        "NODES SCAN wh_node",
                        "DELETE_NODES SCAN wh_node",
                        "COUNT_CHAINS SCAN wh_chain_counts",
                        "LOCK_COUNTS SCAN wh_chain_counts",
                        "LIST_SET_ASIDE SCAN wh_set_aside",
                        "COUNT_SET_ASIDE SCAN wh_set_aside",
                        // A row for each job that an operator started.
                        "DELETE_BULK_JOBS SCAN wh_bulk_job",
                        // In the order of its key, up to the limit.
                        "LIST_BULK_JOBS SCAN wh_bulk_job",
                        // Once for each start of an engine or a store.
                        "WEBHOOK_SECRETS_SINCE SCAN s",
                        "FAILING_WEBHOOKS SCAN wh_webhook",
                        "SETTINGS_KEYS SCAN wh_webhook_revision",
                        "SECRET_KEYS SCAN wh_webhook_secret",
                        // Only for a webhook that is erased.
                        "SLICE_OF_WEBHOOK SCAN f",
                        // Claim batches, of which there are as many as commits whose chains are worked on.
                        "COUNT_EXPIRED_BATCHES SCAN wh_claim_batch",
                        "COUNT_CHAINS SCAN b",
                        "FIND_BATCHES_OF_NODE SCAN b",
                        "CHAINS_OF_CLAIM_BATCHES SCAN b",
                        "UNFINISHED_CHAINS SCAN b",
                        "UNFINISHED_CHAINS_BEFORE SCAN b",
                        "CHAINS_OF_DELETED_WEBHOOKS SCAN b",
                        // In the order of its key, up to a limit.
                        "QUEUED_CHAINS SCAN wh_pending_delivery",
                        // Checks everything.
                        "INCONSISTENCIES SCAN b",
                        "INCONSISTENCIES SCAN c",
                        "INCONSISTENCIES SCAN h LEFT-JOIN",
                        "INCONSISTENCIES SCAN wh_pending_delivery",
                        "INCONSISTENCIES SCAN (subquery-9)",
                        // What other steps of the same plan have found.
                        "LANES SCAN webhook",
                        "LANES SCAN lane",
                        "SLICE_OF_WEBHOOK SCAN found",
                        "COUNT_CHAINS SCAN any_deleted",
                        "CHAINS_OF_DELETED_WEBHOOKS SCAN any_deleted",
                        "COUNT_CHAINS SCAN counts",
                        "COUNT_CHAINS SCAN left_over",
                        "DELETE_REVISIONS SCAN first",
                        "DELETE_REVISIONS SCAN old",
                        "EVENTS_BACK_FROM SCAN e",
                        "EVENTS_BACK_FROM SCAN (subquery-4)",
                        "EVENTS_BACK_FROM SCAN f",
                        "SCAN_EVENTS SCAN e",
                        "SCAN_EVENTS SCAN (subquery-4)",
                        "SCAN_EVENTS SCAN f");
    }

    private String text(SqlStatement statement) {
        return file.read(session -> session.sql(statement));
    }

    private List<String> plan(SqlStatement statement) {
        return plan(text(statement));
    }

    private List<String> plan(String sql) {
        int numbered = Pattern.compile("\\?([0-9]+)")
                .matcher(sql)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElse(0);
        Object[] parameters = Stream.generate(() -> 0)
                .limit(
                        numbered > 0
                                ? numbered
                                : sql.chars().filter(c -> c == '?').count())
                .toArray();
        return file.read(session -> session.list("EXPLAIN QUERY PLAN " + sql, row -> row.getString(4), parameters));
    }
}
