package io.github.webhooks4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteJDBCLoader;

/** The build runs the tests on SQLite once for each driver that the documentation names. */
class SqliteDriverTest {
    @TempDir
    private Path folder;

    @Test
    @EnabledIfSystemProperty(named = "sqlite.driver", matches = ".+", disabledReason = "only a build names a driver")
    void runs_on_the_driver_that_the_build_names() {
        assertThat(SQLiteJDBCLoader.getVersion()).isEqualTo(System.getProperty("sqlite.driver"));
    }

    @Test
    void sets_when_the_wal_is_written_back_on_every_connection() {
        try (SqliteFile file = SqliteFile.open(folder.resolve("store.db"), Schema.ofSqlite(), false)) {
            assertThat(checkpointPages(file, true)).isEqualTo(4_000);
            assertThat(checkpointPages(file, false)).isEqualTo(4_000);
        }
    }

    private static int checkpointPages(SqliteFile file, boolean writes) {
        Session.Work<Integer> pragma = session ->
                session.list("PRAGMA wal_autocheckpoint", row -> row.getInt(1)).get(0);
        return writes ? file.write(pragma) : file.read(pragma);
    }
}
