package io.github.webhooks4j.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes under load, killed at random moments: what was accepted is not lost, and no step is advanced twice. Not in the
 * normal build:
 *
 * <pre>mvn -B -ntp -Pcrash verify -Dcrash.cycles=200 -Dcrash.seed=42</pre>
 */
@Tag("crash")
@Timeout(value = 12, unit = TimeUnit.HOURS)
class CrashTest {
    private static final int CYCLES = Integer.getInteger("crash.cycles", 200);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    /** Short, so that a cycle is short. */
    private static final Duration SHORT_TERM = Duration.ofSeconds(3);
    /** The default of the engine. */
    private static final Duration DEFAULT_TERM = Duration.ofSeconds(15);
    /** The documented bound with that default. */
    private static final Duration LONGEST_TAKEOVER = Duration.ofSeconds(30);

    private static final int NODES = 3;

    private static final List<Summary> SUMMARIES = new ArrayList<>();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static DatabaseServer server;

    @BeforeAll
    static void start_the_server() throws IOException {
        server = DatabaseServer.start(directory.resolve("postgres"));
    }

    @AfterAll
    static void print_the_summary_and_stop_the_server() throws IOException {
        server.close();
        System.out.println("==== Crash tests, seed " + SEED + " ====");
        SUMMARIES.forEach(summary -> System.out.print(summary.lines()));
        System.out.println(Summary.total(SUMMARIES));
    }

    @Test
    void loses_nothing_when_the_one_node_of_a_file_is_killed() throws Exception {
        String store = CrashStore.sqliteUrl(directory.resolve("store.db"));
        try (CrashFixture fixture = open("sqlite, killed", store, SHORT_TERM, 1)) {
            for (int cycle = 0; cycle < share(40); cycle++) {
                if (fixture.random.nextInt(5) > 0) {
                    fixture.processes.awaitReady(1);
                    fixture.processes.awaitProgress(any -> true);
                    fixture.checkConsistent();
                }
                fixture.run(50, 1000);
                fixture.processes.kill(fixture.processes.any(fixture.random));
                fixture.processes.start();
                fixture.cycle();
            }
            SUMMARIES.add(fixture.finish());
        }
    }

    @Test
    void loses_nothing_when_one_node_of_three_is_killed() throws Exception {
        try (CrashFixture fixture = open("postgres, killed", server.create("killed"), SHORT_TERM, NODES)) {
            for (int cycle = 0; cycle < share(35); cycle++) {
                fixture.processes.awaitReady(NODES - 1);
                fixture.processes.awaitProgress(NodeProcess::isReady);
                fixture.run(50, 600);
                // Now and then all of them at once.
                int dead = fixture.random.nextInt(10) == 0 ? NODES : 1;
                for (int kill = 0; kill < dead; kill++) {
                    fixture.processes.kill(fixture.processes.any(fixture.random));
                }
                for (int birth = 0; birth < dead; birth++) {
                    fixture.processes.start();
                }
                fixture.processes.awaitReady(1);
                fixture.checkConsistent();
                fixture.cycle();
            }
            SUMMARIES.add(fixture.finish());
        }
    }

    @Test
    void loses_nothing_when_the_database_server_is_restarted_or_killed() throws Exception {
        try (CrashFixture fixture = open("postgres, its server", server.create("server"), SHORT_TERM, NODES)) {
            for (int cycle = 0; cycle < share(15); cycle++) {
                fixture.run(50, 1000);
                if (fixture.random.nextBoolean()) {
                    server.crash();
                } else {
                    server.restart();
                }
                long up = System.nanoTime();
                fixture.processes.awaitProgress(any -> true);
                fixture.recoveries.add(Duration.ofNanos(System.nanoTime() - up));
                fixture.cycle();
            }
            SUMMARIES.add(fixture.finish());
        }
    }

    @Test
    void comes_to_no_harm_when_a_node_is_paused_for_longer_than_its_leases() throws Exception {
        try (CrashFixture fixture = open("postgres, paused", server.create("paused"), SHORT_TERM, NODES)) {
            for (int cycle = 0; cycle < share(8); cycle++) {
                fixture.run(50, 600);
                NodeProcess node = fixture.processes.any(fixture.random);
                node.pause();
                Await.pass(SHORT_TERM);
                fixture.run(500, 2000);
                // It may be paused within a transaction: the other nodes must not wait for it.
                fixture.processes.awaitProgress(other -> other != node);
                node.resume();
                fixture.processes.awaitProgress(any -> true);
                fixture.checkConsistent();
                fixture.cycle();
            }
            SUMMARIES.add(fixture.finish());
        }
    }

    @Test
    void takes_over_in_time_what_a_killed_node_held_when_nothing_is_set() throws Exception {
        try (CrashFixture fixture = open("postgres, taken over", server.create("takeover"), DEFAULT_TERM, NODES)) {
            for (int cycle = 0; cycle < share(2); cycle++) {
                fixture.processes.awaitReady(NODES);
                fixture.run(500, 2000);
                NodeProcess node = fixture.processes.any(fixture.random);
                fixture.processes.awaitBusy(node);
                fixture.processes.kill(node);
                fixture.processes.start();
                fixture.awaitTakeover();
                fixture.checkConsistent();
                fixture.cycle();
            }
            Summary summary = fixture.finish();
            SUMMARIES.add(summary);
            assertThat(summary.takeovers())
                    .as(fixture.describe())
                    .isNotEmpty()
                    .allMatch(takeover -> takeover.compareTo(LONGEST_TAKEOVER) < 0);
        }
    }

    private static CrashFixture open(String name, String store, Duration leaseTerm, int nodes) throws IOException {
        System.out.println("crash test \"" + name + "\" begins, seed " + SEED);
        return CrashFixture.open(
                name, SEED, store, directory.resolve(name.replaceAll("[^a-z]+", "-")), leaseTerm, nodes);
    }

    private static int share(int percent) {
        return Math.max(1, CYCLES * percent / 100);
    }
}
