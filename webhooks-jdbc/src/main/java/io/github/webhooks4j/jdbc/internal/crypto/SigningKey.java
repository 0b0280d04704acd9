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

    static Optional<SigningKey> read(JdbcSession session) throws SQLException {
        return session.first(SqlStatement.SIGNING_KEY, row -> new SigningKey(row.getBytes(1)));
    }

    /** Returns the key; {@code proposal}, if there was none. */
    public static byte[] readOrAdd(JdbcSession session, SecretCipher cipher, byte[] proposal) throws SQLException {
        session.update(SqlStatement.ADD_SIGNING_KEY, encrypted(cipher, proposal));
        return read(session).orElseThrow().decrypted(cipher);
    }

    /** Returns why it cannot be decrypted; empty if it can. */
    Optional<String> unreadableBecause(SecretCipher cipher) {
        return cipher.unreadableBecause(text());
    }

    /** Brings it under the cipher's first key, unless it is. */
    void encryptAgain(JdbcSession session, SecretCipher cipher) throws SQLException {
        if (!text().startsWith(cipher.prefix().orElseThrow())) {
            session.update(SqlStatement.REPLACE_SIGNING_KEY, encrypted(cipher, decrypted(cipher)), stored);
        }
    }

    private byte[] decrypted(SecretCipher cipher) {
        String decrypted = cipher.decrypt(PLACE, text());
        return decrypted.equals(text()) ? stored : Base64.getDecoder().decode(decrypted);
    }

    private static byte[] encrypted(SecretCipher cipher, byte[] key) {
        return cipher.prefix().isEmpty()
                ? key
                : cipher.encrypt(PLACE, Base64.getEncoder().encodeToString(key)).getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns its bytes as characters: a random key begins with {@code enc:} with probability 2^-32. */
    private String text() {
        return new String(stored, StandardCharsets.ISO_8859_1);
    }
}
