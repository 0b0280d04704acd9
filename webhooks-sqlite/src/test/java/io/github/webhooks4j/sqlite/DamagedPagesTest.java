package io.github.webhooks4j.sqlite;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.attempt;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.stats.ChainCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes of a closed store file are changed at random, from a seed that a failure names and {@code -Ddamage.seed} repeats. What
 * SQLite and the store can notice is noticed as damage of that file; a value that became another valid one is not.
 */
@Tag("disk")
class DamagedPagesTest {
    private static final int COPIES = Integer.getInteger("damage.copies", 24);
    private static final int FLIPS = 12;
    private static final int PAGE = 4_096;
    private static final int WEBHOOKS = 30;

    @TempDir
    private Path temporary;

    private Path directory;
    private byte[] good;
    /** Pages of single values of which every other one is valid, too. */
    private Set<Integer> unguardedPages;

    @BeforeEach
    void fill_a_store() throws Exception {
        directory = temporary.toRealPath();
        Path file = directory.resolve("good.db");
        try (SqliteStore store = SqliteStore.open(file)) {
            store.signingKey(new byte[32]);
            for (int i = 0; i < WEBHOOKS; i++) {
                String webhook = "w" + i;
                store.forNode(Samples.at(NOW)).save(Samples.webhook(webhook), 0);
                var changes = new ArrayList<Mutation>();
                for (int j = 0; j < 10; j++) {
                    changes.add(publish(
                            "e" + i + "_" + j, "c" + i + "_" + j, webhook, "{\"text\":\"" + "x".repeat(300) + "\"}"));
                }
                store.forNode(Samples.at(NOW)).commit(changes);
                for (ClaimedDelivery due : store.forNode(Samples.at(NOW))
                        .claim(lane(webhook, 5), Samples.NODE)
                        .deliveries()) {
                    store.forNode(Samples.at(NOW))
                            .commit(List.of(attempt(due.key(), 1, new AttemptOutcome.Delivered())));
                }
            }
        }
        good = Files.readAllBytes(file);
        unguardedPages = Set.of(rootPage(file, "wh_chain_counts"), rootPage(file, "wh_schema"));
    }

    /** Returns the number of the page of a short table, from 0. */
    private static int rootPage(Path file, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT rootpage FROM sqlite_master WHERE name = '" + table + "'")) {
            rows.next();
            return rows.getInt(1) - 1;
        }
    }

    @Test
    void opens_a_damaged_file_and_balances_or_reports_the_damage() throws IOException {
        long seed = seed();
        for (int copy = 0; copy < COPIES; copy++) {
            Path file = damaged(seed + copy);

            Optional<Throwable> thrown = useAll(file);

            String again = "-Ddamage.seed=" + (seed + copy) + " -Ddamage.copies=1";
            thrown.ifPresent(exception -> assertThat(exception)
                    .as(again)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("damaged"));
        }
    }

    @Test
    void refuses_a_file_in_which_quick_check_finds_damage_when_it_is_asked_to_check() throws IOException {
        long seed = seed();
        int found = 0;
        for (int copy = 0; copy < COPIES; copy++) {
            Path file = damaged(seed + copy);
            if (!quickCheck(file)) {
                found++;
                assertThatThrownBy(() ->
                                SqliteStore.builder(file).checkIntegrity(true).open())
                        .as("-Ddamage.seed=%d -Ddamage.copies=1", seed + copy)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining(file.toString())
                        .hasMessageContaining("damaged");
            }
        }
        assertThat(found)
                .as("damaged copies of %d, -Ddamage.seed=%d", COPIES, seed)
                .isPositive();
    }

    @Test
    void reports_what_quick_check_found() throws IOException {
        // The number of cells of every page but the first, which leads to the others.
        byte[] bytes = good.clone();
        for (int page = 1; page < bytes.length / PAGE; page++) {
            bytes[page * PAGE + 3] ^= 0x40;
        }
        Path file = Files.write(directory.resolve("damaged.db"), bytes);

        assertThatThrownBy(() -> SqliteStore.builder(file).checkIntegrity(true).open())
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("the store file " + file + " is damaged: ")
                .hasMessageEndingWith(
                        "; close the engine, keep the file and its -wal for examination, and restore a backup "
                                + "(docs/operating.md, \"The store file is damaged\")")
                .extracting("reason")
                .isEqualTo(StoreException.Reason.DAMAGED);
    }

    @Test
    void opens_a_file_that_is_whole_when_it_is_asked_to_check() throws IOException {
        Path file = Files.write(directory.resolve("whole.db"), good);

        try (SqliteStore store = SqliteStore.builder(file).checkIntegrity(true).open()) {
            assertThat(store.webhooks(0)).hasSize(WEBHOOKS);
        }
    }

    private static long seed() {
        return Long.getLong("damage.seed", System.nanoTime());
    }

    private Path damaged(long seed) throws IOException {
        var random = new Random(seed);
        byte[] bytes = good.clone();
        int page = random.nextInt(bytes.length / PAGE);
        if (unguardedPages.contains(page)) {
            // A count that was changed is a count like others: the engine's health shows that they do not add up.
            // Another
            // version or checksum is refused as that of another version of the library.
            page = 0;
        }
        for (int i = 0; i < FLIPS; i++) {
            bytes[page * PAGE + random.nextInt(PAGE)] ^= (byte) (1 + random.nextInt(255));
        }
        Path file = directory.resolve("copy.db");
        Files.deleteIfExists(directory.resolve("copy.db-wal"));
        Files.deleteIfExists(directory.resolve("copy.db-shm"));
        return Files.write(file, bytes);
    }

    /** Opens a file, reads all of it, and writes; returns what that came to, empty if it went well. */
    private static Optional<Throwable> useAll(Path file) {
        try (SqliteStore store = SqliteStore.open(file)) {
            store.signingKey(new byte[32]);
            for (StoredWebhook webhook : store.webhooks(0)) {
                for (ChainDetails story : store.listChains(webhook.webhook().id(), null, 100)) {
                    store.accepted(List.of(story.chain().event()));
                }
                store.unfinishedChains(webhook.webhook().id(), 100);
            }
            store.forNode(Samples.at(NOW)).lanes();
            store.forNode(Samples.at(NOW)).chainsPastDeadline(100);
            for (int i = 0; i < WEBHOOKS; i++) {
                for (ClaimedDelivery due : store.forNode(Samples.at(NOW))
                        .claim(lane("w" + i, 9), Samples.NODE)
                        .deliveries()) {
                    store.forNode(Samples.at(NOW))
                            .commit(List.of(attempt(due.key(), due.attempt(), new AttemptOutcome.Delivered())));
                }
            }
            store.forNode(Samples.at(NOW)).commit(List.of(publish("new", "new", "w1")));
            store.forNode(Samples.at(NOW.plusSeconds(61))).prune(Duration.ofMinutes(1), 100);
            ChainCounts counts = store.chainCounts();
            assertThat(counts.isBalanced()).isTrue();
            return Optional.empty();
        } catch (RuntimeException | AssertionError e) {
            return Optional.of(e);
        }
    }

    private static boolean quickCheck(Path file) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA quick_check")) {
            return rows.next() && rows.getString(1).equals("ok");
        } catch (SQLException e) {
            return false;
        }
    }
}
