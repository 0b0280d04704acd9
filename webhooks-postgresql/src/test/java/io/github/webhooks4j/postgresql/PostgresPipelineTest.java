package io.github.webhooks4j.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.jdbc.internal.sql.SqlStatement.ColumnType;
import io.github.webhooks4j.postgresql.internal.PostgresDatabase;
import io.github.webhooks4j.postgresql.internal.PostgresPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("postgres")
class PostgresPipelineTest {
    private static final String INSERT = "INSERT INTO thing (id) SELECT r.id FROM unnest(?) AS r (id)";
    private static final List<ColumnType> COLUMNS = List.of(ColumnType.TEXT);
    private static final String IDS = "SELECT id FROM thing WHERE id = ANY (?) ORDER BY id";

    private final PostgresNodes nodes = new PostgresNodes();
    private PostgresDatabase database;

    @BeforeEach
    void create_the_table() {
        nodes.execute("CREATE TABLE thing (id TEXT PRIMARY KEY)");
        database = nodes.database();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void returns_the_result_of_each_statement_in_their_order() {
        List<Object> answers = database.write(session -> {
            var pipeline = new PostgresPipeline(session);
            Supplier<Integer> written = pipeline.write(INSERT, COLUMNS, rows("a", "b", "c"));
            Supplier<Integer> nothing = pipeline.write(INSERT, COLUMNS, rows());
            Supplier<Integer> deleted = pipeline.update("DELETE FROM thing WHERE id = ?", "b");
            pipeline.flush();
            Supplier<List<String>> left = pipeline.list(IDS, row -> row.getString(1), List.of("a", "b", "c"));
            Supplier<List<String>> none = pipeline.list(IDS, row -> row.getString(1), List.of("b"));
            pipeline.flush();
            return List.of(written.get(), nothing.get(), deleted.get(), left.get(), none.get());
        });

        assertThat(answers).containsExactly(3, 0, 1, List.of("a", "c"), List.of());
    }

    @Test
    void has_no_result_before_it_was_flushed() {
        Supplier<Integer> written =
                database.write(session -> new PostgresPipeline(session).write(INSERT, COLUMNS, rows("a")));

        assertThatThrownBy(written::get).hasMessage("a result must not be read before the pipeline was flushed");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void does_not_deadlock_when_much_is_sent_and_much_returned() {
        String[] many =
                IntStream.range(0, 300_000).mapToObj(i -> "id-of-a-thing-" + i).toArray(String[]::new);
        List<String> keys = List.of(many);
        int[] found = database.write(session -> {
            var pipeline = new PostgresPipeline(session);
            pipeline.write(INSERT, COLUMNS, rows(many));
            pipeline.flush();
            Supplier<List<String>> first = pipeline.list(IDS, row -> row.getString(1), keys);
            Supplier<List<String>> second = pipeline.list(IDS, row -> row.getString(1), keys);
            Supplier<Integer> written = pipeline.write(
                    INSERT,
                    COLUMNS,
                    rows(keys.stream().map(key -> "another-" + key).toArray(String[]::new)));
            pipeline.flush();
            return new int[] {first.get().size(), second.get().size(), written.get()};
        });

        assertThat(found).containsExactly(many.length, many.length, many.length);
    }

    private static List<@Nullable Object[]> rows(String... ids) {
        var rows = new ArrayList<@Nullable Object[]>();
        for (String id : ids) {
            rows.add(new Object[] {id});
        }
        return rows;
    }
}
