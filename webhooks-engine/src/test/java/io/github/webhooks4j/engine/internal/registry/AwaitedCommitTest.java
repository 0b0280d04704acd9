package io.github.webhooks4j.engine.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.spi.store.WebhookVersions;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AwaitedCommitTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long FIRST = WebhookVersions.COUNT;
    private static final long SECOND = 2 * WebhookVersions.COUNT;

    private final AwaitedCommit awaited = new AwaitedCommit();

    @Test
    void is_not_open_before_anything_was_written() {
        assertThat(awaited.isOpen(NOW, WebhookVersions.NONE)).isFalse();
    }

    @Test
    void is_open_until_the_store_has_the_version() {
        awaited.note(SECOND, NOW);

        assertThat(awaited.isOpen(NOW, FIRST)).isTrue();
        assertThat(awaited.isOpen(NOW, SECOND + 7)).isFalse();
    }

    @Test
    void is_open_for_10_seconds_at_most() {
        awaited.note(SECOND, NOW);

        assertThat(awaited.isOpen(NOW.plusMillis(9_999), FIRST)).isTrue();
        assertThat(awaited.isOpen(NOW.plusSeconds(10), FIRST)).isFalse();
    }

    @Test
    void waits_for_the_latest_version() {
        awaited.note(SECOND, NOW);
        awaited.note(FIRST, NOW);

        assertThat(awaited.isOpen(NOW, FIRST)).isTrue();
    }
}
