package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of the schema. Version {@code n} is made from the one before by the script {@code Vn.sql}; the table {@code
 * wh_schema} says which were applied. Immutable.
 */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private final List<String> scripts;

    /**
     * Creates a schema.
     *
     * @param scripts what makes version 1, 2 and so on, each from the one before
     */
    Schema(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    /** Returns the schema of this version of the library on SQLite. */
    static Schema ofSqlite() {
        return new Schema(List.of(script("sqlite/V1.sql")));
    }

    /** Returns the schema of this version of the library on PostgreSQL. */
    static Schema ofPostgres() {
        return new Schema(List.of(script("postgres/V1.sql")));
    }

    /** Returns the version that this library works with. */
    int newest() {
        return scripts.size();
    }

    /**
     * Returns the version that a database with the table {@code wh_schema} has.
     *
     * @param subject what the database is called in messages
     * @throws StoreException if it is newer than this library
     */
    int version(Session session, String subject) throws SQLException {
        int version = session.list("SELECT coalesce(max(version), 0) FROM wh_schema", row -> row.getInt(1))
                .get(0);
        if (version > newest()) {
            throw new StoreException(
                    Reason.NEWER_SCHEMA,
                    subject + " has schema version " + version + ", but this library knows versions up to " + newest()
                            + "; use a newer version of the library, or another " + kind(subject));
        }
        return version;
    }

    /** Brings a database from {@code version} to the newest, within the transaction of the session. */
    void upgrade(Session session, String subject, int version) throws SQLException {
        for (int next = version + 1; next <= newest(); next++) {
            session.execute(scripts.get(next - 1));
            session.update("INSERT INTO wh_schema (version) VALUES (?) ON CONFLICT DO NOTHING", next);
            LOG.info("{}: schema version {} applied", subject, next);
        }
    }

    private static String kind(String subject) {
        return subject.startsWith("the store file") ? "file" : "database";
    }

    /** Returns a script of the class path. */
    static String script(String name) {
        try (InputStream script = Schema.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException("the library's jar lacks " + name);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
