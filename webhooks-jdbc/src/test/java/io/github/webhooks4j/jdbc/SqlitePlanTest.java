package io.github.webhooks4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the hot statements to their indexes: none may read rows that it does not return. */
class SqlitePlanTest {
    @TempDir
    private Path folder;

    private SqliteFile file;

    @BeforeEach
    void open() {
        file = SqliteFile.open(folder.resolve("store.db"), Schema.ofSqlite(), false);
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void claims_from_the_index_of_the_lane() {
        assertThat(plan(SqliteDialect.FREE))
                .containsExactly(
                        "SEARCH d USING INDEX wh_due_lane (webhook_id=? AND destination=? AND free_at>? AND free_at<?)",
                        "SEARCH c USING PRIMARY KEY (id=?)",
                        "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)");
        assertThat(plan(SqliteDialect.EARLIEST))
                .containsExactly("SEARCH wh_due USING COVERING INDEX wh_due_lane (webhook_id=? AND destination=?)");
        assertThat(plan(SqliteDialect.CLAIM)).containsExactly("SEARCH wh_due USING PRIMARY KEY (chain_id=?)");
    }

    @Test
    void jumps_from_lane_to_lane() {
        assertThat(plan(SqliteDialect.LANES).stream().filter(step -> step.contains("wh_due") || step.contains("next")))
                .containsExactly(
                        "SCAN wh_due USING COVERING INDEX wh_due_lane", // for its first row only
                        "SEARCH next USING PRIMARY KEY (chain_id=?)",
                        "SEARCH wh_due USING COVERING INDEX wh_due_lane (webhook_id=? AND destination>?)",
                        "SEARCH wh_due USING COVERING INDEX wh_due_lane (webhook_id>?)");
    }

    @Test
    void finds_deadlines_among_waiting_chains_only() {
        assertThat(plan(Queue.OVERDUE))
                .containsExactly("SEARCH wh_chain USING COVERING INDEX wh_chain_deadline (deadline_at<?)");
        assertThat(plan(Queue.EARLIEST_DEADLINE))
                .containsExactly("SEARCH wh_chain USING COVERING INDEX wh_chain_deadline (deadline_at>?)");
    }

    @Test
    void finds_unfinished_chains_among_unfinished_chains_only() {
        assertThat(plan(Queue.UNFINISHED))
                .contains("SEARCH wh_due USING COVERING INDEX wh_due_lane (webhook_id=?)")
                .contains("SEARCH wh_chain USING INDEX wh_chain_waiting (webhook_id=?)");
    }

    @Test
    void finds_a_page_of_history_in_its_index() {
        assertThat(plan(Chains.HISTORY))
                .containsExactly("SEARCH wh_chain USING COVERING INDEX wh_chain_history (webhook_id=?)");
        assertThat(plan(Chains.HISTORY_BEFORE))
                .containsExactly("SEARCH wh_chain USING COVERING INDEX wh_chain_history (webhook_id=? AND id<?)");
    }

    @Test
    void loads_by_keys_what_a_commit_and_a_story_need() {
        for (String sql : List.of(
                ChainReading.CHAINS_LOCKED,
                ChainReading.DUES_LOCKED,
                ChainReading.CALLBACKS,
                Chains.ATTEMPTS,
                Loading.EVENTS,
                Loading.WEBHOOKS)) {
            assertThat(plan(sql).stream().filter(step -> step.startsWith("SCAN")))
                    .containsExactly("SCAN json_each VIRTUAL TABLE INDEX 3:");
        }
    }

    @Test
    void prunes_finished_chains_by_their_index() {
        assertThat(plan(Retention.NEXT_CHAINS)).containsExactly("SEARCH wh_chain USING PRIMARY KEY (id>?)");
        assertThat(plan(Retention.DELETE_LONE_EVENTS))
                .contains("SEARCH e USING COVERING INDEX wh_event_alone (accepted_at<?)")
                .noneMatch(step -> step.startsWith("SCAN") && !step.equals("SCAN old"));
        assertThat(plan(Retention.DELETE_EVENTS))
                .contains("SEARCH wh_event USING INTEGER PRIMARY KEY (rowid=?)")
                .contains("SEARCH wh_chain USING COVERING INDEX wh_chain_event (event_seq=?)");
    }

    @Test
    void looks_for_chains_of_a_revision_without_reading_them() {
        assertThat(plan(Retention.DELETE_REVISIONS))
                .contains("SEARCH c USING COVERING INDEX wh_chain_history (webhook_id=?)");
    }

    private List<String> plan(String sql) {
        Object[] parameters = Stream.generate(() -> 0)
                .limit(sql.chars().filter(c -> c == '?').count())
                .toArray();
        return file.read(session -> session.list("EXPLAIN QUERY PLAN " + sql, row -> row.getString(4), parameters));
    }
}
