package io.github.webhooks4j.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.jdbc.internal.schema.Schema;
import io.github.webhooks4j.postgresql.internal.PostgresScripts;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The scripts of both databases: they make the same tables, and say what is in them. */
@Tag("postgres")
class SchemaScriptsTest {
    @Test
    void notes_its_own_checksum_at_the_end_of_the_script_for_postgresql() {
        String script = PostgresScripts.read(PostgresScripts.VERSION_1);

        assertThat(script)
                .endsWith("INSERT INTO wh_schema (version, checksum) VALUES (1, '" + Schema.checksum(script) + "');\n");
    }

    @Test
    void describes_every_column_in_a_comment() {
        for (String script : List.of(sqlite(), postgresql())) {
            assertThat(columns(script))
                    .hasSizeGreaterThan(60)
                    .allSatisfy(line -> assertThat(line).contains(" -- "));
        }
    }

    @Test
    void has_the_same_columns_on_both_databases() {
        assertThat(columns(postgresql()).stream().map(SchemaScriptsTest::name))
                .containsExactlyElementsOf(
                        columns(sqlite()).stream().map(SchemaScriptsTest::name).toList());
    }

    private static String sqlite() {
        return SqliteScripts.read(SqliteScripts.VERSION_1);
    }

    private static String postgresql() {
        return PostgresScripts.read(PostgresScripts.VERSION_1);
    }

    private static String name(String line) {
        return line.strip().replaceFirst(" .*", "");
    }

    private static List<String> columns(String script) {
        return script.lines()
                .filter(line -> line.matches(" {4}[a-z_]+ +(INTEGER|BIGINT|TEXT|BLOB|BYTEA)\\b.*"))
                .toList();
    }
}
