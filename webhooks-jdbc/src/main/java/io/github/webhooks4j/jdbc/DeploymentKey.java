package io.github.webhooks4j.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;

/** The deployment's key for callback URLs as its row holds it: plain, or encrypted text in its bytes. */
final class DeploymentKey {
    private static final String PLACE = "wh_deployment.key";

    private final transient byte[] stored;

    private DeploymentKey(byte[] stored) {
        this.stored = stored;
    }

    static Optional<DeploymentKey> read(Session session) throws SQLException {
        return session.first(SqlStatement.SIGNING_KEY, row -> new DeploymentKey(row.getBytes(1)));
    }

    /** Returns the key; {@code proposal}, if there was none. */
    static byte[] readOrAdd(Session session, Vault vault, byte[] proposal) throws SQLException {
        session.update(SqlStatement.ADD_SIGNING_KEY, encrypted(vault, proposal));
        return read(session).orElseThrow().decrypted(vault);
    }

    /** Returns why it cannot be decrypted; empty if it can. */
    Optional<String> obstacle(Vault vault) {
        return vault.obstacle(text());
    }

    /** Brings it under the vault's first key, unless it is. */
    void rewrite(Session session, Vault vault) throws SQLException {
        if (!text().startsWith(vault.beginning().orElseThrow())) {
            session.update(SqlStatement.REPLACE_SIGNING_KEY, encrypted(vault, decrypted(vault)), stored);
        }
    }

    private byte[] decrypted(Vault vault) {
        String decrypted = vault.decrypt(PLACE, text());
        return decrypted.equals(text()) ? stored : Base64.getDecoder().decode(decrypted);
    }

    private static byte[] encrypted(Vault vault, byte[] key) {
        return vault.beginning().isEmpty()
                ? key
                : vault.encrypt(PLACE, Base64.getEncoder().encodeToString(key)).getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns its bytes as characters: of a random key they begin with {@code enc:} as good as never. */
    private String text() {
        return new String(stored, StandardCharsets.ISO_8859_1);
    }
}
