package io.github.webhooks4j.sqlite;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.store.AttemptRecord;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.DueKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What receivers respond is stored as it is; written the same way on both databases, of which one has no character 0. */
class UntrustedTextTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "\0", "\uE000", "\uE0000", "a\uE000\0\uE0000\uE000\uE000b", "\uE0001"})
    void is_kept_whatever_characters_it_has(String body) {
        try (SqliteStore store = SqliteStore.open(folder.resolve("store.db"))) {
            store.save(Samples.webhook("w"), 0, NOW);
            store.commit(List.of(Samples.publish("e", "c", "w")), NOW);
            DueKey key = store.claim(Samples.lane("w", 1), Samples.NODE, NOW)
                    .deliveries()
                    .get(0)
                    .key();
            var result = new DeliveryResult.Answered(200, null, null, body, Timing.ofTotal(Duration.ofMillis(1)));
            var attempt = new Attempt(1, NOW, result);

            store.commit(List.of(new Change.RecordAttempt(key, attempt, new Verdict.Delivered())), NOW);

            assertThat(store.story(new ChainId("c")).orElseThrow().attempts())
                    .containsExactly(new AttemptRecord(key, attempt));
        }
    }
}
