package io.github.webhooks4j.jdbc.internal.crypto;

import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;

/** The key that signs callback URLs, as it is stored: unencrypted, or encrypted text in its bytes. */
public final class SigningKey {
    private static final String PLACE = "wh_deployment.signing_key";

    private final transient byte[] stored;

    private SigningKey(byte[] stored) {
        this.stored = stored;
    }

    /** Returns a key as it is to be stored; may block. */
    public static SigningKey encrypted(SecretCipher cipher, byte[] key) {
        return new SigningKey(
                cipher.encrypts()
                        ? cipher.encrypt(PLACE, Base64.getEncoder().encodeToString(key))
                                .getBytes(StandardCharsets.US_ASCII)
                        : key);
    }

    /** Returns the key of the deployment; empty if there is none yet. */
    public static Optional<SigningKey> read(JdbcSession session) throws SQLException {
        return session.first(SqlStatement.SIGNING_KEY, row -> new SigningKey(row.getBytes(1)));
    }

    /** Adds it, unless there is a key; returns the key that is there then. */
    public SigningKey readOrAdd(JdbcSession session) throws SQLException {
        session.update(SqlStatement.ADD_SIGNING_KEY, stored);
        return read(session).orElseThrow();
    }

    /** Returns the key itself; may block. */
    public byte[] decrypted(SecretCipher cipher) {
        String decrypted = cipher.decrypt(PLACE, text());
        return decrypted.equals(text()) ? stored : Base64.getDecoder().decode(decrypted);
    }

    /** Returns why it cannot be decrypted; empty if it can. */
    Optional<String> unreadableBecause(SecretCipher cipher) {
        return cipher.unreadableBecause(text());
    }

    /** Returns whether it need not be encrypted again. */
    boolean isCurrent(SecretCipher cipher) {
        return cipher.isCurrent(PLACE, text());
    }

    /** Replaces a key, if it is still there. */
    void replace(JdbcSession session, SigningKey former) throws SQLException {
        session.update(SqlStatement.REPLACE_SIGNING_KEY, stored, former.stored);
    }

    /** Returns its bytes as characters: a random key begins with {@code enc:} with probability 2^-32. */
    private String text() {
        return new String(stored, StandardCharsets.ISO_8859_1);
    }
}
