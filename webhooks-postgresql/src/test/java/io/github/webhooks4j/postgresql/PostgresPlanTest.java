package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.jdbc.internal.queue.ClaimRange;
import io.github.webhooks4j.jdbc.internal.queue.LowWaterMarks;
import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.postgresql.internal.PostgresClaimBatchDissolver;
import io.github.webhooks4j.postgresql.internal.PostgresDatabase;
import io.github.webhooks4j.postgresql.internal.PostgresLaneClaimer;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds the hot statements to their indexes, and claims to the rows that they were asked for. Counts pages, not time. */
@Tag("postgres")
class PostgresPlanTest {
    private static final LaneKey LANE = new LaneKey(new WebhookId("w"), 0);
    private static final long W = LANE.webhook().number();
    private static final ChainKeys KEYS = ChainKeys.of(List.of(Samples.chain("a"), Samples.chain("b")));
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");

    private final PostgresNodes nodes = new PostgresNodes();
    private PostgresStore store;
    private PostgresDatabase database;

    @BeforeEach
    void open() {
        store = nodes.start(StoreClock.CALLERS);
        database = nodes.database();
        store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
        store.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 1);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void reads_few_pages_for_a_claim_of_many_rows_in_a_table_without_statistics() {
        fill(1, 20_000);

        assertThat(lanePages(Instant.EPOCH)).isLessThan(10);
    }

    @Test
    void claims_from_the_index_of_the_lane() {
        fill(1, 1_000);

        assertThat(claimPlan(Instant.EPOCH))
                .anyMatch(line -> line.contains("Index Scan using wh_pending_delivery_lane")
                        || line.contains("Index Only Scan using wh_pending_delivery_lane"))
                .anyMatch(line -> line.contains("Index Scan using wh_chain_pkey"))
                .anyMatch(line -> line.contains("Index Scan using wh_event_pkey"))
                .noneMatch(line -> line.contains("Seq Scan"));
    }

    @Test
    void finds_each_row_of_many_lanes_by_index_whatever_the_statistics_are() {
        int lanes = PostgresLaneClaimer.MAX_LANES_AT_ONCE;
        // Analysed while nearly empty, then with one lane that has nearly all, then as it is.
        fillLanes(1, 3, 1);
        nodes.execute("ANALYZE wh_pending_delivery, wh_chain, wh_event");
        fillLanes(4, 500, 100);
        assertLooksUp(lanes);
        nodes.execute("UPDATE wh_pending_delivery SET webhook_number = " + W);
        nodes.execute("ANALYZE wh_pending_delivery, wh_chain, wh_event");
        nodes.execute(
                "UPDATE wh_pending_delivery AS d SET webhook_number = c.webhook_number FROM wh_chain AS c WHERE c.number = d.chain_number");
        assertLooksUp(lanes);
        nodes.execute("ANALYZE wh_pending_delivery, wh_chain, wh_event");
        assertLooksUp(lanes);
    }

    private void assertLooksUp(int lanes) {
        List<String> webhooks =
                IntStream.range(0, lanes).mapToObj(i -> "w" + (10 + i)).toList();
        Long[] numbers = IntStream.range(0, lanes).mapToObj(i -> 10L + i).toArray(Long[]::new);
        Integer[] destinations = Collections.nCopies(lanes, 0).toArray(Integer[]::new);
        Long[] lows = Collections.nCopies(lanes, 0L).toArray(Long[]::new);
        Integer[] limits = Collections.nCopies(lanes, 64).toArray(Integer[]::new);
        List<String> claim = plan(
                PostgresLaneClaimer.CLAIM,
                webhooks,
                numbers,
                destinations,
                lows,
                limits,
                Long.MAX_VALUE,
                "node",
                Long.MAX_VALUE);
        List<String> earliest = plan(PostgresLaneClaimer.EARLIEST, webhooks, numbers, destinations, lows);
        assertThat(claim)
                .noneMatch(
                        line -> line.contains("Seq Scan") || line.contains("Hash Join") || line.contains("Merge Join"));
        assertThat(earliest).noneMatch(line -> line.contains("Seq Scan"));
    }

    private void fillLanes(int from, int to, int rows) {
        String numbers =
                " FROM generate_series(" + from + ", " + to + ") AS lane, generate_series(1, " + rows + ") AS n";
        insert("lane * 100000 + n", "lane", "n", numbers);
    }

    /** Inserts events, each with its chain and its row in the queue. */
    private void insert(String number, String webhook, String availableAt, String from) {
        nodes.execute("INSERT INTO wh_event (number, id, topic, type, occurred_at, accepted_at, webhooks, digest, body)"
                + " SELECT " + number + ", 'e' || " + number + ", 'acme/app', 'push', 0, 0, (" + webhook
                + ")::text, '', '{}'"
                + from);
        nodes.execute("INSERT INTO wh_chain (webhook_number, number, revision, steps, expect_final,"
                + " callback_deadline_millis, state, step, resume_count, started_at)"
                + " SELECT " + webhook + ", " + number + ", 1, 1, 0, 1, 3, 0, 0, 0" + from);
        nodes.execute(
                "INSERT INTO wh_pending_delivery (webhook_number, chain_number, destination, step, resume_count, due_at,"
                        + " attempt, failures, sender_faults, new_connection, fencing_token, available_at)"
                        + " SELECT " + webhook + ", " + number + ", 0, 0, 0, " + availableAt + ", 1, 0, 0, 0, 0, "
                        + availableAt + from);
    }

    @Test
    void locks_no_more_rows_than_it_was_asked_for() {
        fill(1, 1_000);

        long left = database.write(session -> {
            var claimed = new PostgresLaneClaimer()
                    .claim(session, asks(Instant.EPOCH, 7), Samples.NODE, NOW.plus(Duration.ofHours(1)));
            assertThat(claimed.deliveries()).hasSize(7);
            // Seen by another transaction, which skips what this one has locked.
            return nodes.number(
                    "WITH free AS MATERIALIZED (SELECT 1 FROM wh_pending_delivery FOR UPDATE SKIP LOCKED) SELECT count(*) FROM free");
        });

        assertThat(left).isEqualTo(993);
    }

    @Test
    void skips_finished_rows_by_its_low_watermark_under_an_old_snapshot() throws SQLException {
        try (Connection reader = nodes.connect()) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (var statement = reader.createStatement()) {
                statement.execute("SELECT count(*) FROM wh_pending_delivery");
            }
            // One delivery per second for hours, of which only the last ten are left.
            fill(1, 20_000);
            nodes.execute(
                    "DELETE FROM wh_pending_delivery WHERE available_at <= " + (NOW.toEpochMilli() + 19_990_000L));
            Instant earliest = NOW.plusSeconds(19_991);

            long without = lanePages(Instant.EPOCH);
            long with = lanePages(earliest.minus(LowWaterMarks.MARGIN));

            assertThat(with * 20).isLessThan(without);
            reader.rollback();
        }
    }

    @Test
    void keeps_its_low_watermark_between_claims_and_misses_nothing_on_a_full_scan() {
        fill(1, 1);
        Instant later = NOW.plus(Duration.ofHours(1));
        assertThat(store.forNode(Samples.at(later))
                        .claim(lane("w", 9), Samples.NODE)
                        .deliveries())
                .hasSize(1);
        nodes.execute("UPDATE wh_pending_delivery SET lease_owner = NULL, available_at = due_at");

        // An hour below the mark: another transaction that took very long.
        assertThat(store.forNode(Samples.at(later))
                        .claim(lane("w", 9), Samples.NODE)
                        .deliveries())
                .isEmpty();
        assertThat(store.forNode(Samples.at(later)).lanes()).hasSize(1);
        assertThat(store.forNode(Samples.at(later))
                        .claim(lane("w", 9), Samples.NODE)
                        .deliveries())
                .hasSize(1);
    }

    @Test
    void jumps_from_lane_to_lane() {
        fill(1, 20_000);
        nodes.execute("VACUUM ANALYZE wh_pending_delivery");

        assertThat(pages(SqlStatement.LANES)).isLessThan(30);
    }

    @Test
    void finds_deadlines_and_unfinished_chains_by_partial_indexes() {
        assertThat(plan(SqlStatement.CHAINS_PAST_DEADLINE, 0L, 10))
                .anyMatch(line -> line.contains("wh_chain_deadline"));
        assertThat(plan(SqlStatement.NEXT_DEADLINE)).anyMatch(line -> line.contains("wh_chain_deadline"));
        assertThat(plan(SqlStatement.UNFINISHED_CHAINS, W, W, W, 10))
                .anyMatch(line -> line.contains("wh_pending_delivery_lane"))
                .anyMatch(line -> line.contains("wh_chain_awaiting"));
    }

    @Test
    void looks_up_by_their_keys_the_chains_that_claim_batches_hold() {
        for (SqlStatement statement : List.of(
                SqlStatement.DELETE_CLAIM_BATCHES,
                SqlStatement.UNFINISHED_CHAINS,
                SqlStatement.UNFINISHED_CHAINS_BEFORE)) {
            assertThat(genericPlan(statement))
                    .as(statement.name())
                    .anyMatch(line ->
                            line.contains("Index Cond: ((webhook_number = k.webhook_number) AND (number = k.number))"));
        }
    }

    @Test
    void looks_up_chains_in_claim_batches_only_of_deleted_webhooks() {
        for (SqlStatement statement : List.of(SqlStatement.CHAINS_OF_DELETED_WEBHOOKS, SqlStatement.COUNT_CHAINS)) {
            assertThat(genericPlan(statement))
                    .as(statement.name())
                    .anyMatch(line -> line.contains("Index Cond: ((webhook_number = w") && line.contains("k.number))"))
                    .anyMatch(line -> line.contains("One-Time Filter"));
        }
    }

    @Test
    void dissolves_claim_batches_by_indexes() {
        fill(1, 1_000);
        nodes.execute("UPDATE wh_chain SET state = 2 WHERE number <= 100");
        nodes.execute("DELETE FROM wh_pending_delivery WHERE chain_number <= 100");
        nodes.execute("INSERT INTO wh_claim_batch (number, lease_owner, lease_until, webhook_numbers, chain_numbers)"
                + " SELECT 1, 'n', 0, array_agg(webhook_number), array_agg(number) FROM wh_chain WHERE state = 2");

        assertThat(plan(PostgresClaimBatchDissolver.DISSOLVE, 1L, 100))
                .anyMatch(line -> line.contains("wh_claim_batch_lease"))
                .anyMatch(line -> line.contains("Index Scan using wh_chain_pkey"))
                .noneMatch(line -> line.contains("Seq Scan"));
        assertThat(plan(SqlStatement.COUNT_EXPIRED_BATCHES, 1L))
                .anyMatch(line -> line.contains("wh_claim_batch_lease"));
    }

    @Test
    void updates_chains_by_their_keys() {
        for (SqlStatement statement :
                List.of(SqlStatement.SETTLE_HELD, SqlStatement.UPDATE_CHAINS, SqlStatement.MOVE_CHAINS)) {
            assertThat(genericPlan(statement))
                    .as(statement.name())
                    .anyMatch(line ->
                            line.contains("Index Cond: ((webhook_number = r.webhook_number) AND (number = r.number))"));
        }
    }

    @Test
    void finds_whose_turn_it_is_by_indexes_however_many_wait() {
        fill(1, 20_000);
        nodes.execute("UPDATE wh_pending_delivery SET ordering_key = 'k', ordering_sequence = chain_number,"
                + " lease_owner = CASE WHEN chain_number > 1 THEN 'waits_for_turn' END");
        nodes.execute("VACUUM ANALYZE wh_pending_delivery");

        List<String> plan = plan(SqlStatement.FIND_ORDERED_LANES, List.of(W), List.of(0L), List.of("k"), 2);

        assertThat(plan)
                .anyMatch(line -> line.contains("using wh_pending_delivery_in_turn"))
                .anyMatch(line -> line.contains("using wh_pending_delivery_waiting"))
                .noneMatch(line -> line.contains("Seq Scan") || line.contains("Sort"));
        assertThat(pages(plan)).isLessThan(30);
        assertThat(genericPlan(SqlStatement.FIND_ORDERED_LANES))
                .anyMatch(line -> line.contains("wh_pending_delivery_in_turn"))
                .anyMatch(line -> line.contains("wh_pending_delivery_waiting"));
    }

    @Test
    void looks_ordering_keys_up() {
        nodes.execute("INSERT INTO wh_ordering_key (key, sequence, used_at)"
                + " SELECT 'k' || n, 1, n FROM generate_series(1, 10000) AS n");
        nodes.execute("VACUUM ANALYZE wh_ordering_key");
        List<String> keys = List.of("k1", "k2");

        assertThat(plan(SqlStatement.FIND_SEQUENCES, keys)).anyMatch(line -> line.contains("wh_ordering_key_pkey"));
        assertThat(plan(SqlStatement.FIND_LISTED_KEYS, keys)).anyMatch(line -> line.contains("wh_fan_out_order"));
        assertThat(genericPlan(SqlStatement.SET_SEQUENCES)).anyMatch(line -> line.contains("wh_ordering_key_pkey"));
        assertThat(plan(SqlStatement.NEXT_SLICES, "", 10))
                .anyMatch(line -> line.contains("wh_fan_out_order"))
                .noneMatch(line -> line.contains("Seq Scan"));
        List<String> pruning = plan(SqlStatement.DELETE_ORDERING_KEYS, 10L, 10);
        assertThat(pruning)
                .anyMatch(line -> line.contains("wh_ordering_key_used"))
                .anyMatch(line -> line.contains("wh_pending_delivery_in_turn"))
                .anyMatch(line -> line.contains("wh_fan_out_order"))
                .noneMatch(line -> line.contains("Seq Scan"));
    }

    @Test
    void reads_an_event_by_its_id() {
        fill(1, 1_000);
        nodes.execute("VACUUM ANALYZE wh_event, wh_chain");

        assertThat(plan(SqlStatement.FIND_EVENT, "e500"))
                .anyMatch(line -> line.contains("Index Scan using wh_event_id_key"));
    }

    @Test
    void looks_for_missed_events_in_a_range_of_numbers_and_sends_by_keys() {
        fill(1, 20_000);
        nodes.execute("VACUUM ANALYZE wh_event, wh_chain");

        List<String> events = plan(SqlStatement.EVENTS_OF_WEBHOOK, 9L, 9L, 100L, 19_000L, 10);
        assertThat(events)
                .anyMatch(line -> line.contains("Index Scan using wh_event_pkey"))
                .anyMatch(line -> line.contains("using wh_chain_rerun"))
                .noneMatch(line -> line.contains("Sort"));
        assertThat(pages(events)).isLessThan(100);
        assertThat(genericPlan(SqlStatement.FIND_SENT_CHAINS))
                .anyMatch(line -> line.contains("Index Scan using wh_event_id_key"))
                .anyMatch(line -> line.contains("using wh_chain_rerun"));
        assertThat(genericPlan(SqlStatement.LOCK_SENT_EVENTS)).anyMatch(line -> line.contains("wh_event_id_key"));
    }

    @Test
    void reads_a_page_of_history_as_a_range_of_the_key_of_chains() {
        fill(1, 1_000);

        assertThat(plan(SqlStatement.LIST_CHAINS, W, 500L, 10))
                .anyMatch(line -> line.contains("Index Only Scan Backward using wh_chain_pkey"))
                .anyMatch(line -> line.contains(
                        "Index Cond: ((webhook_number = '" + W + "'::bigint) AND (number < '500'::bigint))"));
        assertThat(pages(plan(SqlStatement.LIST_CHAINS, W, 500L, 10))).isLessThan(30);
        assertThat(plan(SqlStatement.LATEST_CHAINS, W, 20))
                .anyMatch(line -> line.contains("Index Scan Backward using wh_chain_pkey"))
                .anyMatch(line -> line.contains("Index Scan using wh_event_pkey"));
        assertThat(pages(plan(SqlStatement.LATEST_CHAINS, W, 20))).isLessThan(100);
    }

    @Test
    void finds_chains_as_ranges_of_indexes_that_are_in_their_order() {
        fill(1, 20_000);
        nodes.execute("UPDATE wh_chain SET cause = 'destination_gone', state = 6 WHERE number % 10 = 0");
        nodes.execute("UPDATE wh_chain SET deadline_at = 1, state = 4 WHERE number % 10 = 1");
        nodes.execute("UPDATE wh_chain SET event_number = number % 1000 WHERE number % 10 = 2");
        nodes.execute("UPDATE wh_webhook SET owner_number = 1");
        nodes.execute("VACUUM ANALYZE wh_chain, wh_pending_delivery, wh_event");
        long all = Long.MAX_VALUE;

        assertReadsFew("wh_chain_interrupted_of_webhook", SqlStatement.INTERRUPTED_CHAINS_OF_WEBHOOK, W, all, 10);
        assertReadsFew("wh_chain_awaiting", SqlStatement.AWAITING_CHAINS_OF_WEBHOOK, W, all, 10);
        assertReadsFew("wh_pending_delivery_pkey", SqlStatement.QUEUED_CHAINS_OF_WEBHOOK, W, all, 10);
        assertReadsFew("wh_chain_interrupted", SqlStatement.INTERRUPTED_CHAINS, all, all, 10);
        assertReadsFew("wh_chain_latest_rerun", SqlStatement.RERUNS, all, all, 10);
        assertReadsFew("wh_chain_rerun", SqlStatement.RERUNS_OF_EVENT, 2L, all, all, 10);
        assertReadsFew("wh_event_pkey", SqlStatement.EVENTS_BACK_FROM, 0, "", 0, "", all, 10);
        assertReadsFew("wh_pending_delivery_pkey", SqlStatement.QUEUED_CHAINS, 10);
        assertReadsFew("wh_webhook_owner", SqlStatement.WEBHOOKS_OF_OWNER, 2L);
    }

    private void assertReadsFew(String index, SqlStatement statement, Object... parameters) {
        List<String> plan = plan(statement, parameters);
        assertThat(plan)
                .as(statement.name())
                .anyMatch(line -> line.matches(".*(using|on) " + index + "( .*)?"))
                .noneMatch(line -> line.contains("Sort") || line.contains("Seq Scan"));
        assertThat(pages(plan)).isLessThan(30);
    }

    @Test
    void looks_up_by_keys_what_a_list_shows_of_a_chain() {
        fill(1, 20_000);
        nodes.execute("VACUUM ANALYZE wh_chain, wh_event, wh_pending_delivery");
        ChainKeys keys = ChainKeys.of(
                IntStream.rangeClosed(1, 100).mapToObj(n -> ChainId.of(W, n)).toList());

        for (List<String> plan : List.of(
                plan(SqlStatement.SUMMARIES, keys, 0xff, 0L, Long.MAX_VALUE, 0, 999, 0, "", 0, ""),
                genericPlan(SqlStatement.SUMMARIES))) {
            assertThat(plan)
                    .anyMatch(PostgresPlanTest::isByKey)
                    .anyMatch(line -> line.contains("wh_event_pkey"))
                    .anyMatch(line -> line.contains("wh_pending_delivery_pkey"))
                    .noneMatch(line -> line.contains("Seq Scan") || line.contains("Hash") || line.contains("Merge"));
        }
        for (List<String> plan :
                List.of(plan(SqlStatement.LAST_ATTEMPTS, keys), genericPlan(SqlStatement.LAST_ATTEMPTS))) {
            assertThat(plan)
                    .anyMatch(PostgresPlanTest::isByKey)
                    .noneMatch(line -> line.contains("Sort") || line.contains("Seq Scan"));
        }
    }

    @Test
    void loads_by_keys_what_a_commit_and_a_story_need() {
        for (SqlStatement statement : List.of(
                SqlStatement.FIND_CHAINS,
                SqlStatement.FIND_CALLBACKS,
                SqlStatement.FIND_ATTEMPTS,
                SqlStatement.FIND_PENDING,
                SqlStatement.FIND_IN_CLAIM_BATCH,
                SqlStatement.EVENTS_OF_CHAINS,
                SqlStatement.DELETED_WEBHOOKS_OF_CHAINS,
                SqlStatement.LOCK_CHAINS,
                SqlStatement.LOCK_PENDING,
                SqlStatement.LOCK_PENDING_IN_ORDER)) {
            assertThat(plan(statement, KEYS))
                    .as(statement.name())
                    .noneMatch(line -> line.contains("Seq Scan"))
                    .anyMatch(PostgresPlanTest::isByKey);
        }
        for (SqlStatement statement : List.of(SqlStatement.FIND_EVENTS, SqlStatement.FIND_WEBHOOK_STATES)) {
            assertThat(plan(statement, List.of("a", "b")))
                    .as(statement.name())
                    .noneMatch(line -> line.contains("Seq Scan"));
        }
        assertThat(plan(SqlStatement.FIND_EVENT_NUMBERS, List.of(1L, 2L)))
                .anyMatch(line -> line.contains("wh_event_pkey"));
        for (SqlStatement statement :
                List.of(SqlStatement.FIND_HELD, SqlStatement.LOCK_HELD, SqlStatement.LOCK_HELD_SKIPPING)) {
            assertThat(plan(statement, KEYS, "node"))
                    .noneMatch(line -> line.contains("Seq Scan"))
                    .anyMatch(PostgresPlanTest::isByKey);
        }
    }

    private static boolean isByKey(String line) {
        return line.contains("Index Cond: ((webhook_number = k.webhook_number) AND (")
                && line.contains("number = k.number))");
    }

    @Test
    void prunes_by_indexes() {
        assertThat(plan(SqlStatement.SCAN_EVENTS, 0L, 10)).anyMatch(line -> line.contains("wh_event_pkey"));
        for (SqlStatement statement : List.of(
                SqlStatement.FIND_ENDS,
                SqlStatement.DELETE_ATTEMPTS,
                SqlStatement.DELETE_CALLBACKS,
                SqlStatement.DELETE_CHAINS)) {
            assertThat(plan(statement, KEYS)).as(statement.name()).anyMatch(PostgresPlanTest::isByKey);
        }
        assertThat(plan(SqlStatement.LOCK_EXPIRED_CHAINS, KEYS, 0L)).anyMatch(PostgresPlanTest::isByKey);
        assertThat(plan(SqlStatement.FIND_ENDS_OF_RERUNS, List.of(1L, 2L)))
                .anyMatch(line -> line.contains("wh_chain_rerun"));
        fill(1, 10);
        assertThat(plan(SqlStatement.DELETE_EVENTS, List.of(1L, 2L)))
                .anyMatch(line -> line.contains("wh_chain_pkey"))
                .anyMatch(line -> line.contains("wh_chain_rerun"))
                .noneMatch(line -> line.contains("Seq Scan"));
    }

    @Test
    void reads_few_chains_of_a_webhook_to_find_its_revisions_out_of_use() {
        nodes.execute("INSERT INTO wh_webhook_revision (webhook_id, revision, settings) VALUES ('w', 0, '{}')");
        fill(1, 20_000);
        nodes.execute("VACUUM ANALYZE wh_chain");

        List<String> plan = plan(SqlStatement.DELETE_REVISIONS, Long.MAX_VALUE, 0L);

        assertThat(plan)
                .anyMatch(line -> line.contains("wh_chain_pkey"))
                .noneMatch(line -> line.contains("Seq Scan on wh_chain"));
        assertThat(pages(plan)).isLessThan(120);
    }

    @Test
    void erases_chains_by_their_webhook() {
        assertThat(plan(SqlStatement.LOCK_CHAINS_OF_WEBHOOK, W, 10)).anyMatch(line -> line.contains("wh_chain_pkey"));
        assertThat(plan(SqlStatement.LOCK_CHAINS_OF_ERASED_WEBHOOKS, 10))
                .anyMatch(line -> line.contains("wh_webhook_deleted"))
                .anyMatch(line -> line.contains("wh_chain_pkey"))
                .noneMatch(line -> line.contains("Seq Scan"));
        assertThat(plan(SqlStatement.DELETE_SET_ASIDE_OF_CHAINS, List.of("a", "b")))
                .anyMatch(line -> line.contains("wh_set_aside_pkey"));
    }

    @Test
    void reads_short_tables_only_without_an_index() {
        fill(1, 1_000);

        List<String> scans = Arrays.stream(SqlStatement.values())
                .flatMap(statement -> genericPlan(statement).stream()
                        .filter(line -> line.contains("Seq Scan on"))
                        .map(line -> statement + line.replaceFirst(".*Seq Scan on", "")))
                .toList();

        assertThat(scans)
                .isSubsetOf(
                        // Tables of one row, or of one for each connection, node or fault.
                        "STORE_IDENTITY wh_identity i",
                        "RECORDED_TIME wh_clock",
                        "SIGNING_KEY wh_deployment",
                        "REPLACE_SIGNING_KEY wh_deployment",
                        "LOCK_WEBHOOK_VERSION wh_webhook_version",
                        "NEXT_WEBHOOK_VERSION wh_webhook_version",
                        "LATEST_WEBHOOK_VERSION wh_webhook_version",
                        "DELETE_LOGGED_VERSIONS wh_webhook_version",
                        "NODES wh_node",
                        "DELETE_NODES wh_node",
                        "COUNT_CHAINS wh_chain_counts",
                        "LIST_SET_ASIDE wh_set_aside",
                        // A row for each job that an operator started.
                        "DELETE_BULK_JOBS wh_bulk_job",
                        // Of few rows, each for chains that are in memory.
                        "COUNT_CHAINS wh_claim_batch b",
                        "FIND_BATCHES_OF_NODE wh_claim_batch b",
                        "CHAINS_OF_CLAIM_BATCHES wh_claim_batch b",
                        "UNFINISHED_CHAINS wh_claim_batch b",
                        "UNFINISHED_CHAINS_BEFORE wh_claim_batch b",
                        "CHAINS_OF_DELETED_WEBHOOKS wh_claim_batch b",
                        // Reads the whole store.
                        "INCONSISTENCIES wh_claim_batch b",
                        "INCONSISTENCIES wh_chain",
                        "INCONSISTENCIES wh_pending_delivery wh_pending_delivery_2",
                        // Once for each start of an engine or a store.
                        "FAILING_WEBHOOKS wh_webhook",
                        "SETTINGS_KEYS wh_webhook_revision",
                        "SECRET_KEYS wh_webhook_secret");
    }

    /** Returns the plan that the server makes without knowing the parameters. */
    private List<String> genericPlan(SqlStatement statement) {
        String sql = text(statement);
        int parameters = 0;
        while (sql.contains("?")) {
            parameters++;
            sql = sql.replaceFirst("\\?", "\\$" + parameters);
        }
        // Else the server does not know what a parameter of unnest is.
        String keys = sql.contains("unnest($1, $2)") ? "bigint[], bigint[]" : "";
        String types = !keys.isEmpty()
                ? keys
                : statement.columns().stream()
                        .map(type -> type.sqlName() + "[]")
                        .collect(Collectors.joining(", "));
        String prepared = "PREPARE planned" + (types.isEmpty() ? "" : " (" + types + ")") + " AS " + sql;
        String execute = "EXECUTE planned"
                + (parameters == 0 ? "" : "(" + String.join(", ", Collections.nCopies(parameters, "NULL")) + ")");
        return database.write(session -> {
            session.execute("SET LOCAL plan_cache_mode = force_generic_plan");
            session.execute(prepared);
            List<String> plan = session.list("EXPLAIN (COSTS OFF) " + execute, row -> row.getString(1));
            session.execute("DEALLOCATE planned");
            return plan;
        });
    }

    /** Puts rows into the lane, one a second from {@link Samples#NOW} on. */
    private void fill(int from, int to) {
        String numbers = " FROM generate_series(" + from + ", " + to + ") AS n";
        long now = NOW.toEpochMilli();
        insert("n", String.valueOf(W), now + " + n * 1000::bigint", numbers);
    }

    private static List<ClaimRange> asks(Instant low, int limit) {
        return List.of(new ClaimRange(LANE, limit, low));
    }

    /** Returns how many pages a claim reads to find its rows in the lane. */
    private long lanePages(Instant low) {
        List<String> plan = claimPlan(low);
        int scan = 0;
        while (!plan.get(scan).contains("using wh_pending_delivery_lane")) {
            scan++;
        }
        return pages(plan.subList(scan, plan.size()));
    }

    private List<String> claimPlan(Instant low) {
        return plan(
                PostgresLaneClaimer.CLAIM,
                List.of("w"),
                new Long[] {W},
                new Integer[] {0},
                new Long[] {low.toEpochMilli()},
                new Integer[] {20},
                Long.MAX_VALUE,
                "node",
                Long.MAX_VALUE);
    }

    private long pages(SqlStatement statement) {
        return pages(plan(statement));
    }

    private static long pages(List<String> plan) {
        for (String line : plan) {
            Matcher buffers = BUFFERS.matcher(line);
            if (buffers.find()) {
                return number(buffers.group(1)) + number(buffers.group(2));
            }
        }
        throw new AssertionError("no buffers in " + plan);
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private String text(SqlStatement statement) {
        return database.read(session -> session.sql(statement));
    }

    private List<String> plan(SqlStatement statement, Object... parameters) {
        return plan(text(statement), parameters);
    }

    /** Returns the plan with what running it cost, and takes back what it did. */
    private List<String> plan(String sql, Object... parameters) {
        try {
            return database.write(session -> {
                var plan = session.list(
                        "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + sql,
                        row -> row.getString(1),
                        arrays(session, parameters));
                throw new TakenBack(plan);
            });
        } catch (TakenBack e) {
            return e.plan;
        }
    }

    private static Object[] arrays(JdbcSession session, Object... parameters) throws SQLException {
        var bound = parameters.clone();
        for (int i = 0; i < bound.length; i++) {
            if (bound[i] instanceof Integer[] array) {
                bound[i] = session.connection().createArrayOf("integer", array);
            } else if (bound[i] instanceof Long[] array) {
                bound[i] = session.connection().createArrayOf("bigint", array);
            }
        }
        return bound;
    }

    /** Ends a transaction without effect. */
    private static final class TakenBack extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient List<String> plan;

        TakenBack(List<String> plan) {
            this.plan = plan;
        }
    }
}
