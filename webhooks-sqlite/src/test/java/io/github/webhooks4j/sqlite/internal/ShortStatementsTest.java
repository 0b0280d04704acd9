package io.github.webhooks4j.sqlite.internal;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShortStatementsTest {
    private static final String INSERT =
            "INSERT INTO t (a, b, c, d) VALUES (?1, coalesce(?2, ?1), ?3, ?4) ON CONFLICT DO NOTHING";
    private static final String UPDATE = "UPDATE t SET a = ?, b = ?, c = ? WHERE d = ?";

    private final ShortStatements statements = new ShortStatements();

    @Test
    void inserts_ten_rows_at_a_time_with_what_is_the_same_in_all_of_them_once() {
        List<@Nullable Object[]> rows = rows(20, i -> new @Nullable Object[] {"same", i + 1, null, 0});

        ShortStatements.Form form = requireNonNull(statements.of(INSERT, rows));

        assertThat(form.rows()).isEqualTo(10);
        assertThat(form.sql())
                .isEqualTo("INSERT INTO t (a, b, c, d) VALUES "
                        + IntStream.range(2, 12)
                                .mapToObj(i -> "(?1, coalesce(?" + i + ", ?1), NULL, 0)")
                                .collect(joining(", "))
                        + " ON CONFLICT DO NOTHING");
        assertThat(form.parameters(rows.subList(10, 20)))
                .containsExactly("same", 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
    }

    @Test
    void updates_row_by_row_with_what_is_null_or_zero_in_all_in_the_text() {
        List<@Nullable Object[]> rows = rows(20, i -> new @Nullable Object[] {"same", null, 0, i + 1});

        ShortStatements.Form form = requireNonNull(statements.of(UPDATE, rows));

        assertThat(form.rows()).isEqualTo(1);
        assertThat(form.sql()).isEqualTo("UPDATE t SET a = ?1, b = NULL, c = 0 WHERE d = ?2");
        assertThat(form.parameters(rows.subList(4, 5))).containsExactly("same", 5);
    }

    @Test
    void binds_what_is_null_or_zero_in_some_rows_only() {
        List<@Nullable Object[]> rows =
                rows(8, i -> new @Nullable Object[] {i % 2, i == 3 ? null : "text", i == 3 ? null : 0, 0L});

        ShortStatements.Form form = requireNonNull(statements.of(UPDATE, rows));

        assertThat(form.sql()).isEqualTo("UPDATE t SET a = ?1, b = ?2, c = ?3 WHERE d = ?4");
    }

    @Test
    void leaves_few_rows_as_they_are() {
        assertThat(statements.of(INSERT, rows(7, i -> new @Nullable Object[] {"same", i, null, 0})))
                .isNull();
    }

    private static List<@Nullable Object[]> rows(int count, IntFunction<@Nullable Object[]> row) {
        return IntStream.range(0, count).mapToObj(row).toList();
    }
}
