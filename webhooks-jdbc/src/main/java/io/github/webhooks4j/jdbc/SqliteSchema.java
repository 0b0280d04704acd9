package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of the schema. Version {@code n} is made from the one before by the script {@code sqlite/Vn.sql}; the table {@code
 * wh_schema} says which were applied. Immutable.
 */
final class SqliteSchema {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteSchema.class);

    private final List<String> scripts;

    /**
     * Creates a schema.
     *
     * @param scripts what makes version 1, 2 and so on, each from the one before
     */
    SqliteSchema(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    /** Returns the schema of this version of the library. */
    static SqliteSchema current() {
        return new SqliteSchema(List.of(script("V1.sql")));
    }

    /**
     * Returns the version that a file has, 0 if it is empty. Changes nothing, so that a foreign file is left as it was.
     *
     * @throws StoreException if the file is another program's, or newer than this library
     */
    int check(Session session, Path file) throws SQLException {
        List<String> tables =
                session.list("SELECT name FROM sqlite_schema WHERE type = 'table'", row -> row.getString(1));
        if (tables.isEmpty()) {
            return 0;
        }
        if (!tables.contains("wh_schema")) {
            throw new StoreException(
                    Reason.FOREIGN,
                    "the file " + file + " is a database of another program, with tables but without wh_schema; "
                            + "open another file");
        }
        int version = session.list("SELECT coalesce(max(version), 0) FROM wh_schema", row -> row.getInt(1))
                .get(0);
        if (version > scripts.size()) {
            throw new StoreException(
                    Reason.NEWER_SCHEMA,
                    "the store file " + file + " has schema version " + version
                            + ", but this library knows versions up to " + scripts.size()
                            + "; use a newer version of the library, or another file");
        }
        return version;
    }

    /** Brings a file from {@code version} to the newest, within the transaction of the session. */
    void upgrade(Session session, Path file, int version) throws SQLException {
        for (int next = version + 1; next <= scripts.size(); next++) {
            session.execute(scripts.get(next - 1));
            session.update("INSERT INTO wh_schema (version) VALUES (?)", next);
            LOG.info("store file {}: schema version {} applied", file, next);
        }
    }

    private static String script(String name) {
        try (InputStream script = SqliteSchema.class.getResourceAsStream("sqlite/" + name)) {
            if (script == null) {
                throw new IllegalStateException("the library's jar lacks sqlite/" + name);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
