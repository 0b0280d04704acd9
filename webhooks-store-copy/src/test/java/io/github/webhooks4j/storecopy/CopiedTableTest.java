package io.github.webhooks4j.storecopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.postgresql.internal.PostgresScripts;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list of copied tables is that of the scripts. */
class CopiedTableTest {
    private static final Pattern CREATED = Pattern.compile("CREATE TABLE (?:IF NOT EXISTS )?(\\w+) \\(");
    private static final String INBOX = "io/github/webhooks4j/jdbc/inbox/";

    /** Each store has its own, or they are empty: the Javadoc of {@link CopiedTable} has the reasons. */
    private static final List<String> NOT_COPIED =
            List.of("wh_schema", "wh_identity", "wh_clock", "wh_claim_batch", "wh_node", "wh_store_copy");

    @Test
    void every_table_of_the_scripts_is_copied_or_known_not_to_be() {
        var known = new TreeSet<>(NOT_COPIED);
        CopiedTable.OF_STORE.forEach(table -> known.add(table.name()));
        known.add(CopiedTable.INBOX.name());

        assertThat(tables(PostgresScripts.read(PostgresScripts.VERSION_1), "postgresql"))
                .isEqualTo(known);
        assertThat(tables(SqliteScripts.read(SqliteScripts.VERSION_1), "sqlite"))
                .isEqualTo(known);
    }

    @Test
    void no_table_is_copied_twice() {
        assertThat(CopiedTable.OF_STORE).extracting(CopiedTable::name).doesNotHaveDuplicates();
    }

    @Test
    void tables_come_after_those_that_they_refer_to() {
        String script = PostgresScripts.read(PostgresScripts.VERSION_1);
        List<String> copied =
                CopiedTable.OF_STORE.stream().map(CopiedTable::name).toList();
        var referring = new ArrayList<String>();

        for (String definition : script.split("(?=CREATE TABLE )", -1)) {
            Matcher created = CREATED.matcher(definition);
            Matcher referred = Pattern.compile("REFERENCES (\\w+)").matcher(definition);
            while (created.lookingAt() && referred.find()) {
                referring.add(created.group(1));
                assertThat(copied.indexOf(created.group(1))).isGreaterThan(copied.indexOf(referred.group(1)));
            }
        }

        assertThat(referring).contains("wh_webhook_secret", "wh_webhook_revision");
    }

    private static Set<String> tables(String script, String database) {
        var tables = new TreeSet<String>();
        String inbox = PostgresScripts.read(INBOX + database + "/V1__webhooks_inbox.sql");
        Matcher created = CREATED.matcher(script + inbox);
        while (created.find()) {
            tables.add(created.group(1));
        }
        return tables;
    }
}
