package io.github.webhooks4j.jdbc.internal.crypto;

import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happens to encrypted values when a store is opened: all of them must have a key, and those that are not under the first
 * one are brought under it, page by page. Without state.
 */
public final class KeyRotation {
    private static final int PAGE = 500;

    private KeyRotation() {}

    /** The value after which a page begins. */
    public record Cursor(EncryptedColumn column, String webhook, int number) {
        private static Cursor first(EncryptedColumn column) {
            return new Cursor(column, "", -1);
        }
    }

    /** A value as it is. */
    private record Stored(String webhook, int number, String value) {}

    /**
     * Looks whether every value has its key, and changes that of the deployment key.
     *
     * @param subject what the database is called in messages
     * @return where the first page begins; null if there is none, since nothing is encrypted
     * @throws StoreException if a key is missing
     */
    public static @Nullable Cursor begin(JdbcSession session, SecretCipher cipher, String subject) throws SQLException {
        for (EncryptedColumn column : EncryptedColumn.values()) {
            for (String beginning : session.list(column.keys(), row -> row.getString(1), SecretCipher.BEGINNING)) {
                refuse(subject, cipher.unreadableBecause(beginning));
            }
        }
        Optional<SigningKey> key = SigningKey.read(session);
        refuse(subject, key.flatMap(stored -> stored.unreadableBecause(cipher)));
        if (cipher.prefix().isEmpty()) {
            return null;
        }
        if (key.isPresent()) {
            key.get().encryptAgain(session, cipher);
        }
        return Cursor.first(EncryptedColumn.SETTINGS);
    }

    private static void refuse(String subject, Optional<String> obstacle) {
        if (obstacle.isPresent()) {
            throw new StoreException(Reason.INACCESSIBLE, subject + " holds secrets that are " + obstacle.get());
        }
    }

    /** Brings one page under the first key; returns where the next begins, null after the last. */
    public static @Nullable Cursor next(JdbcSession session, SecretCipher cipher, Cursor after) throws SQLException {
        EncryptedColumn column = after.column();
        List<Stored> page = session.list(
                column.ofOtherKeys(),
                row -> new Stored(row.getString(1), row.getInt(2), row.getString(3)),
                after.webhook(),
                after.number(),
                SecretCipher.BEGINNING,
                cipher.prefix().orElseThrow(),
                PAGE);
        var rows = new ArrayList<@Nullable Object[]>();
        for (Stored stored : page) {
            String place = column.associatedData(stored.webhook(), stored.number());
            String value = cipher.encrypt(place, cipher.decrypt(place, stored.value()));
            // Only if it is still there: another node may just have changed it.
            rows.add(new Object[] {value, stored.webhook(), stored.number(), stored.value()});
        }
        if (!rows.isEmpty()) {
            session.batch(column.replace(), rows);
        }
        if (page.size() < PAGE) {
            return column == EncryptedColumn.SETTINGS ? Cursor.first(EncryptedColumn.SECRET) : null;
        }
        Stored last = page.get(PAGE - 1);
        return new Cursor(column, last.webhook(), last.number());
    }
}
