package io.github.webhooks4j.sqlite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.jdbc.internal.sql.TransactionCallback;
import io.github.webhooks4j.sqlite.internal.SqliteFile;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteJDBCLoader;

/** The build runs the tests on SQLite once for each driver that the documentation names. */
class SqliteDriverTest {
    @TempDir
    private Path directory;

    @Test
    @EnabledIfSystemProperty(named = "sqlite.driver", matches = ".+", disabledReason = "only a build names a driver")
    void runs_on_the_driver_that_the_build_names() {
        assertThat(SQLiteJDBCLoader.getVersion()).isEqualTo(System.getProperty("sqlite.driver"));
    }

    @Test
    void sets_when_the_wal_is_written_back_on_every_connection() {
        try (SqliteFile file = SqliteFile.open(directory.resolve("store.db"), SqliteScripts.schema(), false)) {
            assertThat(checkpointPages(file, true)).isEqualTo(4_000);
            assertThat(checkpointPages(file, false)).isEqualTo(4_000);
        }
    }

    @Test
    void cuts_the_wal_once_a_long_read_that_let_it_grow_has_ended() throws IOException {
        Path path = directory.resolve("store.db");
        try (SqliteFile file = SqliteFile.open(path, SqliteScripts.schema(), false)) {
            file.write(session -> session.update("CREATE TABLE theirs (content BLOB)"));
            file.read(session -> {
                // The snapshot begins with the first read.
                session.list("SELECT count(*) FROM theirs", row -> row.getInt(1));
                for (int i = 0; i < 10; i++) {
                    write(file, 4 << 20);
                }
                return true;
            });
            assertThat(Files.size(directory.resolve("store.db-wal"))).isGreaterThan(40 << 20);

            // The first writes it back, the next begins anew at its start.
            write(file, 1);
            write(file, 1);

            assertThat(Files.size(directory.resolve("store.db-wal"))).isEqualTo(32 << 20);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void writes_no_temporary_file_for_a_statement_that_touches_many_pages() {
        String insert = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                + " INSERT INTO theirs SELECT hex(randomblob(64)) FROM n";
        try (SqliteFile file = SqliteFile.open(directory.resolve("store.db"), SqliteScripts.schema(), false)) {
            file.write(session -> session.update("CREATE TABLE theirs (id TEXT UNIQUE)"));
            file.write(session -> session.update(insert));

            List<String> open = file.write(session -> {
                session.update(insert);
                return openFiles();
            });

            assertThat(open).anyMatch(path -> path.endsWith("store.db")).noneMatch(path -> path.contains("etilqs"));
        }
    }

    private static List<String> openFiles() {
        var paths = new ArrayList<String>();
        for (File descriptor : requireNonNull(new File("/proc/self/fd").listFiles())) {
            try {
                paths.add(Files.readSymbolicLink(descriptor.toPath()).toString());
            } catch (IOException e) {
                // It is closed by now.
            }
        }
        return paths;
    }

    private static void write(SqliteFile file, int bytes) {
        file.write(session -> session.update("INSERT INTO theirs VALUES (zeroblob(?))", bytes));
    }

    private static int checkpointPages(SqliteFile file, boolean writes) {
        TransactionCallback<Integer> pragma = session ->
                session.list("PRAGMA wal_autocheckpoint", row -> row.getInt(1)).get(0);
        return writes ? file.write(pragma) : file.read(pragma);
    }
}
