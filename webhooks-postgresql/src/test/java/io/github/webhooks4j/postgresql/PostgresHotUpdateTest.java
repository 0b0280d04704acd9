package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.spi.store.Mutation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds the table of chains to updates that change no index: each other one would cost as much as the chain did. */
@Tag("postgres")
class PostgresHotUpdateTest {
    private static final int BATCH = 100;
    private static final int DELIVERIES = 3_000;

    private final PostgresNodes nodes = new PostgresNodes();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void finishes_chains_without_changing_an_index() {
        HikariDataSource pool = nodes.pool();
        try (PostgresStore store =
                PostgresStore.open(pool, SchemaMode.MIGRATE, SecretCipher.of(List.of()), StoreClock.CALLERS)) {
            store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
            List<Mutation> outcomes = new ArrayList<>();
            for (int from = 0; from < DELIVERIES; from += BATCH) {
                var mutations = new ArrayList<>(outcomes);
                mutations.addAll(PostgresHeldChains.publish(Samples.NODE, from, BATCH));
                store.forNode(Samples.at(NOW)).commit(mutations);
                outcomes = List.of(PostgresHeldChains.names(from, BATCH)).stream()
                        .map(PostgresHeldChains::delivered)
                        .toList();
            }
            store.forNode(Samples.at(NOW)).commit(outcomes);

            assertThat(store.chainCounts().complete()).isEqualTo(DELIVERIES);
        }
        // Its sessions report what they have counted at their end.
        pool.close();
        PostgresNodes.await(() -> updates("n_tup_upd") >= DELIVERIES);

        assertThat(updates("n_tup_upd")).isEqualTo(DELIVERIES);
        assertThat(updates("n_tup_hot_upd")).isGreaterThanOrEqualTo(DELIVERIES * 95 / 100);
    }

    private long updates(String column) {
        return nodes.number("SELECT " + column
                + " FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname = 'wh_chain'");
    }
}
