package io.github.webhooks4j.jdbc.internal.schema;

import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of the schema. Version {@code n} is made from the one before by the script {@code Vn.sql}; the table {@code
 * wh_schema} lists which were applied, and the checksum of what applied them. Immutable.
 */
public final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private static final int CHECKSUM_BYTES = 8;
    private static final Pattern NOT_COUNTED = Pattern.compile("--[^\\n]*|INSERT INTO wh_schema[^;]*;");

    private final List<String> scripts;

    /**
     * Creates a schema.
     *
     * @param scripts what makes version 1, 2 and so on, each from the one before
     */
    public Schema(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    /** Returns the version that this library works with. */
    public int newest() {
        return scripts.size();
    }

    /**
     * Returns the version that a database with the table {@code wh_schema} has.
     *
     * @param subject what the database is called in messages
     * @throws StoreException if it is newer than this library, or was made by other scripts than this library's
     */
    public int version(JdbcSession session, String subject) throws SQLException {
        List<Applied> versions = session.list(SqlStatement.SCHEMA_VERSIONS, Schema::applied);
        int version = versions.isEmpty() ? 0 : versions.get(0).version();
        if (version > newest()) {
            throw new StoreException(
                    Reason.NEWER_SCHEMA,
                    subject + " has schema version " + version + ", but this library knows versions up to " + newest()
                            + "; use a newer version of the library, or another " + kind(subject));
        }
        for (Applied applied : versions) {
            String expected = checksum(scripts.get(applied.version() - 1));
            if (!expected.equals(applied.checksum())) {
                throw new StoreException(
                        Reason.NOT_A_WEBHOOK_STORE,
                        subject + " has a draft of schema version " + applied.version() + ", with "
                                + (applied.checksum() == null ? "no checksum" : "the checksum " + applied.checksum())
                                + " where this library's is " + expected
                                + "; use the version of the library that made it, or another " + kind(subject));
            }
        }
        return version;
    }

    /** A version that was applied, and by which script. */
    private record Applied(int version, @Nullable String checksum) {}

    private static Applied applied(ResultSet row) throws SQLException {
        // The first drafts had no such column.
        ResultSetMetaData columns = row.getMetaData();
        String checksum = null;
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            if (columns.getColumnName(i).equals("checksum")) {
                checksum = row.getString(i);
            }
        }
        return new Applied(row.getInt("version"), checksum);
    }

    /** Brings a database from {@code version} to the newest, within the transaction of the session. */
    public void upgrade(JdbcSession session, String subject, int version) throws SQLException {
        for (int next = version + 1; next <= newest(); next++) {
            String script = scripts.get(next - 1);
            session.execute(script);
            session.update(SqlStatement.ADD_SCHEMA_VERSION, next, checksum(script));
            LOG.info("{}: schema version {} applied", subject, next);
        }
    }

    /**
     * Returns the checksum of a script: of its statements, without comments, whitespace and the note of its own
     * version, which contains the checksum.
     */
    public static String checksum(String script) {
        String statements = NOT_COUNTED.matcher(script).replaceAll("").replaceAll("\\s+", "");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(statements.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, CHECKSUM_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String kind(String subject) {
        return subject.startsWith("the store file") ? "file" : "database";
    }
}
