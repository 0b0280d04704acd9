package io.github.webhooks4j.e2e.nodes;

import static io.github.webhooks4j.e2e.nodes.Nodes.CI;
import static io.github.webhooks4j.e2e.nodes.Nodes.await;
import static io.github.webhooks4j.e2e.nodes.Nodes.draft;
import static io.github.webhooks4j.e2e.nodes.Nodes.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator may do to the file of a store: copy it, and lose it. */
@Tag("e2e")
class SqliteFileTest {
    @TempDir
    private Path directory;

    private Path file;
    private SqliteStore store;
    private WebhookEngine engine;

    @BeforeEach
    void open() {
        file = directory.resolve("hub.db");
        store = SqliteStore.open(file);
        engine = WebhookEngine.builder(store, new ScriptedTransport()).start();
        engine.webhooks().create(draft(CI));
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
    }

    @Test
    void that_is_deleted_under_an_engine_turns_it_red_and_it_accepts_nothing_more() throws IOException {
        engine.publish(push("push-1"));
        await(() -> engine.chainCounts().complete() == 1);
        assertThat(engine.health().problems()).isEmpty();

        Path away = Files.move(file, directory.resolve("away.db"));

        assertThatThrownBy(() -> engine.publish(push("push-2")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("hub.db was deleted or moved while it was in use");
        await(() -> engine.health().problems().stream()
                .anyMatch(problem -> problem.message().contains("hub.db was deleted or moved while it was in use")));

        Files.move(away, file);
        await(() -> engine.health().isHealthy());
        assertThat(engine.publish(push("push-2")).chains()).hasSize(1);
        await(() -> engine.chainCounts().complete() == 2);
    }

    @Test
    void is_copied_under_a_running_engine_and_another_engine_resumes_from_the_copy() {
        Event push = push("push-1");
        engine.publish(push);
        Path copy = directory.resolve("copy.db");

        store.backup(copy);

        try (SqliteStore copied = SqliteStore.open(copy);
                WebhookEngine other =
                        WebhookEngine.builder(copied, new ScriptedTransport()).start()) {
            await(() -> other.chainCounts().complete() == 1);
            assertThat(other.publish(push).duplicate()).isTrue();
        }
    }
}
