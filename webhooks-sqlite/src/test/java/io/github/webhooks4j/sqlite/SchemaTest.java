package io.github.webhooks4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.jdbc.internal.schema.Schema;
import io.github.webhooks4j.jdbc.internal.sql.RowMapper;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.sqlite.internal.SqliteFile;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
    private static final String FIRST =
            "CREATE TABLE wh_schema (version INTEGER, checksum TEXT); CREATE TABLE wh_thing (id INTEGER);";
    private static final String SECOND =
            "ALTER TABLE wh_thing ADD COLUMN name TEXT; INSERT INTO wh_thing VALUES (1, 'a');";
    private static final String BROKEN = "CREATE TABLE wh_half (id INTEGER); CREATE TABLE wh_thing (id INTEGER);";

    @TempDir
    private Path directory;

    @Test
    void applies_every_version_to_an_empty_file() {
        assertThat(versionsAfter(FIRST, SECOND)).containsExactly(1, 2);
        assertThat(tablesAfter(FIRST, SECOND)).containsExactlyInAnyOrder("wh_schema", "wh_thing");
    }

    @Test
    void applies_only_what_a_file_lacks() {
        versionsAfter(FIRST);

        assertThat(versionsAfter(FIRST, SECOND)).containsExactly(1, 2);
        assertThat(versionsAfter(FIRST, SECOND)).containsExactly(1, 2);
    }

    @Test
    void keeps_nothing_of_a_schema_that_could_not_be_finished() {
        assertThatThrownBy(() -> versionsAfter(FIRST, BROKEN)).isInstanceOf(StoreException.class);

        assertThat(tablesAfter()).isEmpty();
    }

    @Test
    void keeps_the_former_version_when_an_upgrade_fails() {
        versionsAfter(FIRST);

        assertThatThrownBy(() -> versionsAfter(FIRST, BROKEN)).isInstanceOf(StoreException.class);

        assertThat(versionsAfter(FIRST)).containsExactly(1);
        assertThat(tablesAfter(FIRST)).containsExactlyInAnyOrder("wh_schema", "wh_thing");
    }

    @Test
    void has_another_checksum_when_a_statement_changes_but_not_when_a_comment_does() {
        assertThat(Schema.checksum("CREATE TABLE a (b TEXT); -- why"))
                .isEqualTo(Schema.checksum(
                        "-- other\nCREATE TABLE a (\n    b TEXT\n);\nINSERT INTO wh_schema VALUES (1);"))
                .isNotEqualTo(Schema.checksum("CREATE TABLE a (c TEXT);"));
    }

    @Test
    void refuses_a_draft_of_the_same_version() {
        versionsAfter(FIRST);

        assertThatThrownBy(() -> versionsAfter(FIRST.replace("wh_thing", "wh_other")))
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        "the store file " + real("store.db") + " has a draft of schema version 1, with the checksum "
                                + Schema.checksum(FIRST) + " where this library's is "
                                + Schema.checksum(FIRST.replace("wh_thing", "wh_other"))
                                + "; use the version of the library that made it, or another file");
    }

    @Test
    void refuses_the_first_drafts_which_had_no_checksum() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE wh_schema (version INTEGER NOT NULL PRIMARY KEY)");
            statement.executeUpdate("INSERT INTO wh_schema (version) VALUES (1)");
        }

        assertThatThrownBy(() -> SqliteStore.open(directory.resolve("store.db")))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store file " + real("store.db")
                        + " has a draft of schema version 1, with no checksum where "
                        + "this library's is " + Schema.checksum(SqliteScripts.read(SqliteScripts.VERSION_1))
                        + "; use the version of the library that made it, or another file");
    }

    private Path real(String name) {
        try {
            return directory.toRealPath().resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Integer> versionsAfter(String... scripts) {
        return after(scripts, "SELECT version FROM wh_schema ORDER BY version", row -> row.getInt(1));
    }

    private List<String> tablesAfter(String... scripts) {
        return after(scripts, "SELECT name FROM sqlite_schema", row -> row.getString(1));
    }

    private <T> List<T> after(String[] scripts, String sql, RowMapper<T> row) {
        try (SqliteFile file = SqliteFile.open(directory.resolve("store.db"), new Schema(List.of(scripts)), false)) {
            return file.read(session -> session.list(sql, row));
        }
    }
}
