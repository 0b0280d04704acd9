package io.github.webhooks4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.sqlite.internal.SqliteFile;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the file while a claim batch holds chains, and after. */
class SqliteClaimBatchTest {
    @TempDir
    private Path directory;

    private Path path;
    private SqliteFile file;
    private Store store;

    @BeforeEach
    void open() {
        path = directory.resolve("store.db");
        file = SqliteFile.open(path, SqliteScripts.schema(), false);
        store = view();
        store.save(Samples.webhook("w"), 0);
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void keeps_the_size_of_a_chains_row_when_its_first_attempt_completes_it() {
        store.commit(List.of(claimed("c")));
        List<Integer> before = sizes();

        store.commit(List.of(Samples.delivered("c")));

        assertThat(sizes()).isEqualTo(before);
        assertThat(count("wh_attempt")).isZero();
        assertThat(store.findChain(Samples.chain("c")).orElseThrow().attempts()).hasSize(1);
    }

    @Test
    void reads_a_chain_that_is_not_as_it_is_remembered() {
        store.commit(List.of(claimed("c")));
        // It remembers nothing of the chain, and so it is as another node.
        view().commit(List.of(new Mutation.Apply(Samples.chain("c"), new ChainEvent.Cancel())));

        List<MutationResult> outcomes = store.commit(List.of(Samples.delivered("c"), claimed("d")));

        assertThat(((MutationResult.Applied) outcomes.get(0)).effect()).isEqualTo(Effect.IGNORED);
        assertThat(state("c")).isEqualTo(new ChainState.Cancelled(0));
        assertThat(store.findChain(Samples.chain("c")).orElseThrow().attempts()).hasSize(1);
        assertThat(store.chainCounts().accepted()).isEqualTo(2);
        assertThat(store.chainCounts().cancelled()).isEqualTo(1);
        assertThat(store.inconsistencies(10)).isEmpty();
    }

    @Test
    void does_not_complete_a_chain_twice_that_another_one_has_completed() {
        store.commit(List.of(claimed("c")));
        view().commit(List.of(Samples.delivered("c")));

        store.commit(List.of(Samples.delivered("c")));

        assertThat(store.findChain(Samples.chain("c")).orElseThrow().attempts()).hasSize(1);
        assertThat(store.chainCounts().complete()).isEqualTo(1);
        assertThat(store.inconsistencies(10)).isEmpty();
    }

    @Test
    void records_an_attempt_once_that_is_in_the_file_though_it_does_not_know() {
        store.commit(List.of(claimed("c")));
        Mutation retried = Samples.attempt(
                new ClaimToken(new DeliveryId(Samples.chain("c"), 0), 0, 1),
                1,
                new AttemptOutcome.Retry(Samples.NOW.plusSeconds(60)));
        // As after a commit whose response was lost.
        view().commit(List.of(retried));

        MutationResult again = store.commit(List.of(retried)).get(0);

        assertThat(((MutationResult.Applied) again).effect()).isEqualTo(Effect.IGNORED);
        assertThat(store.findChain(Samples.chain("c")).orElseThrow().attempts()).hasSize(1);
        assertThat(store.inconsistencies(10)).isEmpty();
    }

    @Test
    void accepts_what_is_published_again_with_what_is_new() {
        store.commit(List.of(claimed("c")));

        List<MutationResult> outcomes = store.commit(List.of(claimed("c"), claimed("d")));

        assertThat(outcomes)
                .extracting(outcome -> ((MutationResult.Published) outcome)
                        .publications()
                        .get(0)
                        .duplicate())
                .containsExactly(true, false);
        assertThat(store.chainCounts().accepted()).isEqualTo(2);
        assertThat(store.inconsistencies(10)).isEmpty();
    }

    @Test
    void renews_what_it_holds_though_the_answer_of_the_commit_was_lost() {
        // Another view remembers what it has written, and this one does not.
        view().commit(List.of(claimed("c"), claimed("d")));
        var token = new ClaimToken(new DeliveryId(Samples.chain("c"), 0), 0, 1);

        assertThat(store.renew(List.of(token), Samples.NODE)).isEmpty();
        assertThat(store.renew(List.of(token), Samples.NODE)).isEmpty();

        store.commit(List.of(Samples.delivered("c")));
        store.lanes();
        assertThat(count("wh_claim_batch")).isEqualTo(1);
        assertThat(store.inconsistencies(10)).isEmpty();
    }

    @Test
    void drops_batches_with_a_commit_once_many_hold_nothing() {
        for (int i = 0; i < 63; i++) {
            store.commit(List.of(claimed("c" + i)));
            store.commit(List.of(Samples.delivered("c" + i)));
        }
        store.commit(List.of(claimed("c63"), claimed("c64"), claimed("d")));
        store.commit(List.of(Samples.delivered("c63")));
        store.commit(List.of(Samples.publish("e", "e", "w")));
        assertThat(count("wh_claim_batch")).isEqualTo(64);

        store.commit(List.of(Samples.delivered("c64"), Samples.delivered("d")));
        assertThat(count("wh_claim_batch")).isEqualTo(64);
        store.commit(List.of(Samples.publish("f", "f", "w")));

        assertThat(count("wh_claim_batch")).isZero();
    }

    @Test
    void drops_a_batch_of_many_chains_with_the_commit_after_its_last_settlement() {
        var publications = new ArrayList<Mutation>();
        var attempts = new ArrayList<Mutation>();
        for (int i = 0; i < 1_000; i++) {
            publications.add(claimed("c" + i));
            attempts.add(Samples.delivered("c" + i));
        }
        store.commit(publications);
        store.commit(attempts);
        assertThat(count("wh_claim_batch")).isEqualTo(1);

        store.commit(List.of(Samples.publish("e", "e", "w")));

        assertThat(count("wh_claim_batch")).isZero();
    }

    @Test
    void keeps_a_batch_whose_chain_is_held_again_since_the_file_went_back() {
        store.commit(List.of(claimed("c"), claimed("d")));
        List<String> before = file.read(session -> session.list(
                "SELECT finished_at || ',' || first_attempted_at || ',' || first_status FROM wh_chain LIMIT 1",
                row -> row.getString(1)));
        String[] columns = before.get(0).split(",", -1);
        store.commit(List.of(Samples.delivered("c"), Samples.delivered("d")));
        // As a restore does that loses the last commit: it takes back the chain's row alone, which is enough here.
        file.write(session ->
                session.update("UPDATE wh_chain SET state = 2, finished_at = " + columns[0] + ", first_attempted_at = "
                        + columns[1] + ", first_status = " + columns[2] + " WHERE number = " + Samples.number("d")));

        assertThat(store.lanes()).isEmpty();

        assertThat(count("wh_claim_batch")).isEqualTo(1);
        Store later = view(Samples.NOW.plus(Samples.NODE.duration()));
        assertThat(later.lanes()).hasSize(1);
        assertThat(later.claim(Samples.lane("w", 9), Samples.NODE).deliveries())
                .extracting(delivery -> delivery.key().delivery().chain())
                .containsExactly(Samples.chain("d"));
    }

    @Test
    void drops_a_batch_that_holds_nothing_when_it_looks_for_lanes() {
        store.commit(List.of(claimed("c")));
        store.commit(List.of(Samples.delivered("c")));

        assertThat(store.lanes()).isEmpty();

        assertThat(count("wh_claim_batch")).isZero();
    }

    @Test
    void puts_everything_that_was_held_into_the_queue_when_it_is_opened() {
        var many = new ArrayList<Mutation>();
        for (int i = 0; i < 2_500; i++) {
            many.add(claimed("c" + i));
        }
        store.commit(many);
        assertThat(count("wh_claim_batch")).isEqualTo(3);
        assertThat(count("wh_pending_delivery")).isZero();
        file.close();

        try (SqliteStore again = SqliteStore.open(path)) {
            Store node = again.forNode(Samples.at(Samples.NOW));
            assertThat(node.inconsistencies(10)).isEmpty();
            assertThat(node.claim(Samples.lane("w", 5_000), Samples.NODE).deliveries())
                    .hasSize(2_500)
                    .allMatch(delivery -> delivery.key().fencingToken() == 2);
        }
    }

    private Store view() {
        return view(Samples.NOW);
    }

    /** Returns the store as another process would see it, which remembers nothing of this one's chains. */
    private Store view(Instant now) {
        return new SqliteStore(file, SecretCipher.of(List.of(), null)).forNode(Samples.at(now));
    }

    private static Mutation claimed(String name) {
        ChainId id = Samples.chain(name);
        var plan = new ChainPlan(1, false, Duration.ofHours(1));
        return new Mutation.Publish(List.of(new NewEvent(
                id.number(),
                Samples.event(name, "{}"),
                List.of(new NewChain(id, new WebhookId("w"), 1, plan, Samples.NODE)))));
    }

    private ChainState state(String name) {
        return store.findChain(Samples.chain(name))
                .orElseThrow()
                .chain()
                .chain()
                .state();
    }

    private int count(String table) {
        return file.read(session -> session.list("SELECT count(*) FROM " + table, row -> row.getInt(1)))
                .get(0);
    }

    /** Returns how many bytes each value of the only chain has. */
    private List<Integer> sizes() {
        return file.read(session -> session.list("SELECT * FROM wh_chain", SqliteClaimBatchTest::sizes))
                .get(0);
    }

    private static List<Integer> sizes(ResultSet row) throws SQLException {
        var sizes = new ArrayList<Integer>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            Object value = row.getObject(i);
            sizes.add(value instanceof Number number ? size(number.longValue()) : value == null ? 0 : 1_000);
        }
        return sizes;
    }

    /** As the file format of SQLite has it: 0 and 1 take no room. */
    private static int size(long number) {
        if (number == 0 || number == 1) {
            return 0;
        }
        for (int bytes : new int[] {1, 2, 3, 4, 6}) {
            if (number >= -(1L << (8 * bytes - 1)) && number < 1L << (8 * bytes - 1)) {
                return bytes;
            }
        }
        return 8;
    }
}
