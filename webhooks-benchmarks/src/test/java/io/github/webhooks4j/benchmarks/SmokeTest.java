package io.github.webhooks4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every scenario runs, and every subject in one of them, and reports what it promises: an unused harness rots.
 * They share an existing server.
 */
@Tag("postgres")
@Tag("e2e")
class SmokeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> WITHOUT_DELIVERIES = Set.of("startup", "codec", "console");

    private static EmbeddedPostgres server;

    @TempDir
    Path directory;

    @BeforeAll
    static void start_a_server() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    @AfterAll
    static void stop_the_server() throws IOException {
        server.close();
    }

    /** On PostgreSQL two of them wait for the leases of a dead node. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            delivery      | raw-okhttp raw-okhttp-guarded raw-netty webhooks-sqlite webhooks-postgresql webhooks-sqlite-netty webhooks-postgresql-netty db-scheduler transaction-outbox jobrunr skip-locked-loop
            delivery-sync | raw-okhttp webhooks-sqlite webhooks-postgresql skip-locked-loop
            latency       | raw-okhttp webhooks-sqlite webhooks-postgresql
            inflight      | webhooks-sqlite webhooks-postgresql webhooks-sqlite-netty webhooks-postgresql-netty
            backlog       | webhooks-sqlite webhooks-postgresql db-scheduler transaction-outbox jobrunr skip-locked-loop
            noisy         | webhooks-sqlite webhooks-postgresql skip-locked-loop
            deadline      | raw-okhttp-guarded raw-netty
            history       | webhooks-sqlite webhooks-postgresql
            console       | webhooks-sqlite webhooks-postgresql
            nodes         | webhooks-postgresql-netty
            soak          | webhooks-postgresql
            recovery      | webhooks-sqlite-netty
            store-work    | webhooks-sqlite webhooks-postgresql
            startup       | webhooks-sqlite
            codec         | webhooks-core bare
            """)
    void a_scenario_runs_with_its_subjects(String scenario, String subjects) throws IOException {
        var err = new StringWriter();
        Path report = directory.resolve("report.json");

        int exit = Main.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                scenario,
                "--smoke",
                "--contenders",
                subjects.replace(' ', ','),
                "--postgres",
                server.getJdbcUrl("postgres", "postgres"),
                "--json",
                report.toString());

        assertThat(exit).as(err.toString()).isZero();
        JsonNode told = JSON.readTree(report.toFile());
        assertThat(told.path("scenario").asText()).isEqualTo(scenario);
        assertThat(told.path("conditions").fieldNames()).toIterable().contains("java", "receiver", "warm-up", "rounds");
        assertThat(told.path("contenders").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(List.of(subjects.split(" ")));
        assertThat(told.has("samples")).isEqualTo(scenario.equals("soak"));
        assertThat(told.path("contenders")).allSatisfy(subject -> {
            assertThat(subject.path("per_second").fieldNames()).toIterable().containsExactly("median", "min", "max");
            assertThat(subject.path("per_second").path("median").asDouble()).isPositive();
            if (!WITHOUT_DELIVERIES.contains(scenario)) {
                assertThat(subject.path("cpu_us").fieldNames()).toIterable().containsExactly("median", "min", "max");
                assertThat(subject.path("cpu_us").path("median").asDouble()).isPositive();
            }
        });
        told.path("contenders").properties().forEach(subject -> checkShares(subject.getKey(), subject.getValue()));
    }

    /** Jobs that are not due must not disturb; destinations that never respond may disturb those that do not limit them. */
    private static void checkShares(String subject, JsonNode metrics) {
        boolean all = subject.startsWith("webhooks-");
        metrics.properties().forEach(metric -> {
            String name = metric.getKey();
            if (name.startsWith("received_share")) {
                assertThat(metric.getValue().path("median").asDouble())
                        .as(subject + " " + name)
                        .isBetween(all || name.endsWith("_parked") ? 1.0 : 0.0, 1.0);
            }
        });
    }
}
