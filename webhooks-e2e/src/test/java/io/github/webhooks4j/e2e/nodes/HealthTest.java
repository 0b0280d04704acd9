package io.github.webhooks4j.e2e.nodes;

import static io.github.webhooks4j.e2e.nodes.Nodes.CI;
import static io.github.webhooks4j.e2e.nodes.Nodes.await;
import static io.github.webhooks4j.e2e.nodes.Nodes.draft;
import static io.github.webhooks4j.e2e.nodes.Nodes.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testsupport.PostgresServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What an engine reports and does while its database is unavailable. */
@Tag("postgres")
@Tag("e2e")
class HealthTest {
    private static final String FAILING = "task webhooks-refresh has failed [0-9]+ times in a row since [^ ]+Z, "
            + "last with io\\.github\\.webhooks4j\\.spi\\.store\\.StoreException: the database postgres \\(schema [a-z0-9_]+\\) ";

    @TempDir
    private Path data;

    @Test
    void is_red_while_the_database_refuses_and_green_again_afterwards() {
        try (var nodes = new Nodes()) {
            Node node = start(nodes);

            node.source.cut();

            await(() -> !node.engine.health().isHealthy());
            await(() -> node.engine.health().problems().stream()
                    .anyMatch(problem -> problem.message()
                            .matches(FAILING
                                    + "gave no connection, and nothing of the call was stored; check whether the server runs, and who "
                                    + "holds the connections of the pool: the test has cut the line")));
            assertPublishFails(node);

            node.source.mend();

            assertNothingLost(node);
        }
    }

    @Test
    void is_red_while_the_server_is_down_and_green_again_afterwards() throws IOException {
        EmbeddedPostgres first = server(0);
        EmbeddedPostgres running = first;
        try (var nodes = new Nodes((PGSimpleDataSource) first.getPostgresDatabase())) {
            Node node = start(nodes);

            first.close();

            await(() -> node.engine.health().problems().stream()
                    .anyMatch(problem -> problem.message().matches(FAILING + ".*")));
            assertPublishFails(node);

            running = server(first.getPort());

            assertNothingLost(node);
        } finally {
            running.close();
        }
    }

    /** Starts a node and publishes ten events; no request gets a response before the transport is released. */
    private static Node start(Nodes nodes) {
        // For how long the pool waits before it fails while the server is down.
        HikariDataSource pool = Nodes.pool(nodes.database, Duration.ofMillis(500));
        Node node = nodes.start(pool, options -> options.pollInterval(Duration.ofMillis(100)));
        node.engine.webhooks().create(draft(CI));
        node.transport.on(CI).hang();
        for (int i = 0; i < 10; i++) {
            node.engine.publish(push("acknowledged-" + i));
        }
        // A destination that has never succeeded gets one request at a time.
        await(() -> node.transport.requests(CI).size() == 1);
        assertThat(node.engine.health().problems()).isEmpty();
        return node;
    }

    private static void assertPublishFails(Node node) {
        assertThatThrownBy(() -> node.engine.publish(push("refused"))).isInstanceOf(StoreException.class);
    }

    private static void assertNothingLost(Node node) {
        node.transport.on(CI);
        node.transport.release();
        await(() -> node.engine.health().isHealthy());
        await(() -> node.engine.chainCounts().complete() == 10);
        assertThat(node.engine.chainCounts().isBalanced()).isTrue();
        assertThat(node.engine.chainCounts().accepted()).isEqualTo(10);
        assertThat(node.engine.publish(push("refused")).duplicate()).isFalse();
        await(() -> node.engine.chainCounts().complete() == 11);
        assertThat(node.transport.requests(CI).stream()
                        .map(request -> request.header("webhook-id").orElseThrow())
                        .distinct())
                .hasSize(11);
    }

    private EmbeddedPostgres server(int port) {
        EmbeddedPostgres.Builder options = EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("server"))
                .setCleanDataDirectory(false);
        return PostgresServer.start(port == 0 ? options : options.setPort(port));
    }
}
