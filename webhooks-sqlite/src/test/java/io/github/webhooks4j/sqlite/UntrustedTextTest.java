package io.github.webhooks4j.sqlite;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.StoredAttempt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What receivers respond is stored as it is; written the same way on both databases, of which one has no character 0. */
class UntrustedTextTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "\0", "\uE000", "\uE0000", "a\uE000\0\uE0000\uE000\uE000b", "\uE0001"})
    void is_kept_whatever_characters_it_has(String body) {
        try (SqliteStore store = SqliteStore.open(directory.resolve("store.db"))) {
            store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
            store.forNode(Samples.at(NOW)).commit(List.of(Samples.publish("e", "c", "w")));
            ClaimToken key = store.forNode(Samples.at(NOW))
                    .claim(Samples.lane("w", 1), Samples.NODE)
                    .deliveries()
                    .get(0)
                    .key();
            var result = new DeliveryResult.Response(200, null, null, body, Timing.ofTotal(Duration.ofMillis(1)));
            var attempt = new Attempt(1, NOW, result);

            store.forNode(Samples.at(NOW))
                    .commit(List.of(new Mutation.RecordAttempt(key, attempt, new AttemptOutcome.Delivered())));

            assertThat(store.findChain(Samples.chain("c")).orElseThrow().attempts())
                    .containsExactly(new StoredAttempt(key, attempt));
        }
    }
}
