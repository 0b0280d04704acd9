package io.github.webhooks4j.e2e.nodes;

import static io.github.webhooks4j.e2e.nodes.Nodes.await;
import static io.github.webhooks4j.e2e.nodes.Nodes.draft;
import static io.github.webhooks4j.e2e.nodes.Nodes.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bulk jobs on databases. */
@Tag("e2e")
class BulkJobsTest {
    private static final int CHAINS = 600;
    private static final String CI = "https://ci.example/hook";

    @TempDir
    private Path directory;

    @Test
    void runs_each_chain_again_once_while_two_nodes_deliver() {
        try (var nodes = new Nodes()) {
            WebhookEngine one = nodes.start().engine;
            nodes.start();
            publishAll(one);

            BulkJob job = start(one, BulkAction.RERUN);

            await(() -> one.bulk().job(job.id()).orElseThrow().finishedAt() != null);
            assertThat(counts(one, job.id())).isEqualTo(new BulkCounts(CHAINS, 0, Map.of()));
            assertThat(nodes.rows("wh_chain")).isEqualTo(2 * CHAINS);
            await(() -> one.chainCounts().complete() == 2 * CHAINS);
        }
    }

    @Test
    void goes_on_in_the_next_process_on_a_file() {
        Path file = directory.resolve("hub.db");
        BulkJob job;
        try (SqliteStore store = SqliteStore.open(file);
                WebhookEngine engine =
                        WebhookEngine.builder(store, new ScriptedTransport()).start()) {
            publishAll(engine);
            engine.stopDelivering(Duration.ZERO);
            job = start(engine, BulkAction.RERUN);
        }

        try (SqliteStore store = SqliteStore.open(file);
                WebhookEngine engine =
                        WebhookEngine.builder(store, new ScriptedTransport()).start()) {
            await(() -> engine.chainCounts().complete() == 2 * CHAINS);
            assertThat(counts(engine, job.id())).isEqualTo(new BulkCounts(CHAINS, 0, Map.of()));
            assertThat(engine.bulk().current()).isEmpty();
        }
    }

    private static void publishAll(WebhookEngine engine) {
        engine.webhooks().create(draft(CI));
        for (int i = 0; i < CHAINS; i++) {
            var unused = engine.publishAsync(push("push-" + i));
        }
        await(() -> engine.chainCounts().complete() == CHAINS);
    }

    private static BulkJob start(WebhookEngine engine, BulkAction action) {
        return engine.bulk().start(engine.bulk().plan(action, HistoryQuery.all()), "ops");
    }

    private static BulkCounts counts(WebhookEngine engine, BulkJobId job) {
        return engine.bulk().job(job).orElseThrow().counts();
    }
}
