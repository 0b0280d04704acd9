package io.github.webhooks4j.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.jdbc.internal.schema.Schema;
import io.github.webhooks4j.postgresql.internal.PostgresScripts;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The scripts of both databases: they make the same tables, and say what is in them. */
@Tag("postgres")
class SchemaScriptsTest {
    private static final String CREATE = "CREATE TABLE ";

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
        Map<String, Set<String>> tables = tables(postgresql());

        // Arrays are columns that SQLite has not: there both are in one text.
        assertThat(tables.remove("wh_claim_batch"))
                .containsExactlyInAnyOrder("number", "lease_owner", "lease_until", "webhook_numbers", "chain_numbers");
        Map<String, Set<String>> others = tables(sqlite());
        assertThat(others.remove("wh_claim_batch"))
                .containsExactlyInAnyOrder("number", "lease_owner", "lease_until", "chains");
        assertThat(tables).isEqualTo(others);
    }

    private static String sqlite() {
        return SqliteScripts.read(SqliteScripts.VERSION_1);
    }

    private static String postgresql() {
        return PostgresScripts.read(PostgresScripts.VERSION_1);
    }

    /** Returns the columns of each table; their order follows from what takes least room in a database. */
    private static Map<String, Set<String>> tables(String script) {
        var tables = new TreeMap<String, Set<String>>();
        Set<String> columns = new TreeSet<>();
        for (String line : script.lines().toList()) {
            if (line.startsWith(CREATE)) {
                columns = new TreeSet<>();
                tables.put(line.substring(CREATE.length()).replace(" (", ""), columns);
            } else if (isColumn(line)) {
                columns.add(line.strip().replaceFirst(" .*", ""));
            }
        }
        return tables;
    }

    private static List<String> columns(String script) {
        return script.lines().filter(SchemaScriptsTest::isColumn).toList();
    }

    private static boolean isColumn(String line) {
        return line.matches(" {4}[a-z_]+ +(INTEGER|BIGINT|TEXT|BLOB|BYTEA)\\b.*");
    }
}
