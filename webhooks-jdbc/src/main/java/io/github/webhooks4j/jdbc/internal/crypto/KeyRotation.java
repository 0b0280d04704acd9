package io.github.webhooks4j.jdbc.internal.crypto;

import io.github.webhooks4j.jdbc.internal.sql.Database;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happens to encrypted values when a store is opened: all of them must have a key, and those that are not current are
 * encrypted again, page by page, in short transactions: on a shared database the other nodes go on concurrently. Ended in
 * the middle, it continues when the store is opened the next time. Without state.
 */
public final class KeyRotation {
    private static final int PAGE = 500;

    private KeyRotation() {}

    /** A value as it is. */
    private record Stored(String webhook, int number, String value) {}

    /**
     * Looks whether every value has its key, and encrypts again those that are not current.
     *
     * @param beforeChange run before each transaction that encrypts something again
     * @throws StoreException if a key is missing: nothing was changed then; or if the cipher fails
     */
    public static void run(Database database, SecretCipher cipher, Runnable beforeChange) {
        Optional<SigningKey> key = database.read(session -> check(session, cipher, database.subject()));
        if (!cipher.encrypts()) {
            return;
        }
        if (key.isPresent() && !key.get().isCurrent(cipher)) {
            SigningKey former = key.get();
            SigningKey again = SigningKey.encrypted(cipher, former.decrypted(cipher));
            beforeChange.run();
            database.write(session -> {
                again.replace(session, former);
                return true;
            });
        }
        for (EncryptedColumn column : EncryptedColumn.values()) {
            encryptAgain(database, cipher, column, beforeChange);
        }
    }

    private static Optional<SigningKey> check(JdbcSession session, SecretCipher cipher, String subject)
            throws SQLException {
        for (EncryptedColumn column : EncryptedColumn.values()) {
            for (String beginning : session.list(column.keys(), row -> row.getString(1), SecretCipher.BEGINNING)) {
                refuse(subject, cipher.unreadableBecause(beginning));
            }
        }
        Optional<SigningKey> key = SigningKey.read(session);
        refuse(subject, key.flatMap(stored -> stored.unreadableBecause(cipher)));
        return key;
    }

    private static void refuse(String subject, Optional<String> obstacle) {
        if (obstacle.isPresent()) {
            throw new StoreException(Reason.INACCESSIBLE, subject + " holds secrets that are " + obstacle.get());
        }
    }

    private static void encryptAgain(
            Database database, SecretCipher cipher, EncryptedColumn column, Runnable beforeChange) {
        var last = new Stored("", -1, "");
        boolean more = true;
        while (more) {
            Stored after = last;
            List<Stored> page = database.read(session -> page(session, cipher, column, after));
            var rows = new ArrayList<@Nullable Object[]>();
            for (Stored stored : page) {
                String place = column.associatedData(stored.webhook(), stored.number());
                if (!cipher.isCurrent(place, stored.value())) {
                    String value = cipher.encrypt(place, cipher.decrypt(place, stored.value()));
                    // Only if it is still there: another node may just have changed it.
                    rows.add(new Object[] {value, stored.webhook(), stored.number(), stored.value()});
                }
            }
            if (!rows.isEmpty()) {
                beforeChange.run();
                database.write(session -> {
                    session.batch(column.replace(), rows);
                    return true;
                });
            }
            more = page.size() == PAGE;
            last = more ? page.get(PAGE - 1) : last;
        }
    }

    /** Returns values after one, without those that begin as current ones do. */
    private static List<Stored> page(JdbcSession session, SecretCipher cipher, EncryptedColumn column, Stored after)
            throws SQLException {
        return session.list(
                column.ofOtherKeys(),
                row -> new Stored(row.getString(1), row.getInt(2), row.getString(3)),
                after.webhook(),
                after.number(),
                SecretCipher.BEGINNING,
                cipher.currentBeginning(),
                PAGE);
    }
}
