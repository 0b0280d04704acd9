package io.github.webhooks4j.jdbc;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.store.ChangeNumbers;
import io.github.webhooks4j.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tags of the changes of webhooks, by which a node tells one history of a database from another. */
@Tag("postgres")
class ChangeTagTest {
    private static final int CHANGES = 20;

    @TempDir
    private Path folder;

    @Test
    void is_random_on_sqlite() {
        try (Store store = SqliteStore.open(folder.resolve("store.db"))) {
            checkTags(store);
        }
    }

    @Test
    void is_random_on_postgresql() {
        try (var nodes = new PostgresNodes()) {
            checkTags(nodes.start());
        }
    }

    private static void checkTags(Store store) {
        List<Long> numbers = IntStream.range(0, CHANGES)
                .mapToObj(i -> store.save(Samples.webhook("w" + i), 0, NOW).orElseThrow())
                .toList();

        assertThat(numbers)
                .extracting(number -> number / ChangeNumbers.COUNT)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, CHANGES).boxed().toList());
        assertThat(numbers).extracting(number -> number % ChangeNumbers.COUNT).doesNotHaveDuplicates();
    }
}
