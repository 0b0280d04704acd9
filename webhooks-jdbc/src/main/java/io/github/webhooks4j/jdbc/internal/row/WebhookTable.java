package io.github.webhooks4j.jdbc.internal.row;

import io.github.webhooks4j.internal.hmac.Sha256;
import io.github.webhooks4j.internal.json.MalformedJsonException;
import io.github.webhooks4j.jdbc.internal.crypto.EncryptedColumn;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.UnreadableRow;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spi.store.ErasedWebhook;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.WebhookChanges;
import io.github.webhooks4j.spi.store.WebhookVersions;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks with their settings and secrets, which the cipher encrypts, before or after the transaction. Thread-safe.
 */
public final class WebhookTable {

    private final SecretCipher cipher;

    public WebhookTable(SecretCipher cipher) {
        this.cipher = cipher;
    }

    /** What a webhook that is there was like. */
    private record Latest(long change, WebhookStatus status) {}

    /** A webhook that is encrypted and can be saved in a transaction. */
    public interface PreparedSave {
        /** Returns the number of the change; empty, and nothing is written, if the latest is another than it is based on. */
        OptionalLong write(JdbcSession session, Instant now) throws SQLException;
    }

    /** A row of a webhook as it is stored. */
    private record Row(
            String id,
            int revision,
            String settings,
            WebhookStatus status,
            Instant createdAt,
            Instant statusSince,
            long change) {
        /** Only of a deleted webhook; otherwise settings and secrets were lost, and must not be replaced by known ones. */
        boolean isErased() {
            return status == WebhookStatus.DELETED && settings.isEmpty();
        }
    }

    /** A row of a secret as it is stored. */
    private record SecretRow(
            String webhook,
            int position,
            String value,
            @Nullable Instant expiresAt) {}

    /** Encrypts a webhook before the transaction that saves it; may block. */
    public PreparedSave prepare(Webhook webhook, long basedOn) {
        String id = webhook.id().value();
        String settings = cipher.encrypt(
                EncryptedColumn.SETTINGS.associatedData(id, webhook.revision()),
                SettingsJson.write(webhook.settings()));
        var secrets = new ArrayList<@Nullable Object[]>();
        for (SigningSecret secret : webhook.secrets()) {
            int position = secrets.size();
            String place = EncryptedColumn.SECRET.associatedData(id, position);
            secrets.add(new @Nullable Object[] {
                id, position, cipher.encrypt(place, secret.secret().reveal()), RowMappers.millis(secret.expiresAt())
            });
        }
        return (session, now) -> save(session, webhook, settings, secrets, basedOn, now);
    }

    private static OptionalLong save(
            JdbcSession session,
            Webhook webhook,
            String settings,
            List<@Nullable Object[]> secrets,
            long basedOn,
            Instant now)
            throws SQLException {
        String id = webhook.id().value();
        lockVersion(session);
        Optional<Latest> latest = session.first(
                SqlStatement.LOCK_WEBHOOK, row -> new Latest(row.getLong(1), RowMappers.status(row, 2)), id);
        if (latest.map(Latest::change).orElse(0L) != basedOn) {
            return OptionalLong.empty();
        }
        long change = nextChange(session, now);
        boolean isNew = latest.isEmpty();
        var row = new ArrayList<@Nullable Object>(List.of(
                webhook.revision(),
                webhook.status().code(),
                webhook.statusSince().toEpochMilli(),
                webhook.createdAt().toEpochMilli(),
                change,
                now.toEpochMilli()));
        row.add(ownerNumber(webhook.settings().owner()));
        row.add(id);
        if (isNew) {
            row.add(webhook.id().number());
        }
        int written = session.update(isNew ? SqlStatement.INSERT_WEBHOOK : SqlStatement.UPDATE_WEBHOOK, row.toArray());
        if (written == 0) {
            // Another node created it between the two statements.
            return OptionalLong.empty();
        }
        if (webhook.status() == WebhookStatus.ENABLED
                && latest.isPresent()
                && latest.get().status() != WebhookStatus.ENABLED) {
            // Else the next failure of a webhook that is enabled again would disable it at once.
            session.update(SqlStatement.RESET_WEBHOOK_FAILURES, id);
        }
        session.update(SqlStatement.ADD_WEBHOOK_REVISION, id, webhook.revision(), settings);
        session.update(SqlStatement.DELETE_WEBHOOK_SECRETS, id);
        session.write(SqlStatement.INSERT_WEBHOOK_SECRETS, secrets);
        return OptionalLong.of(change);
    }

    /** Notes that the status of a webhook was changed otherwise than by saving it. */
    public static void markStatusChanged(JdbcSession session, WebhookId webhook, Instant now) throws SQLException {
        session.update(
                SqlStatement.SET_STATUS_CHANGED,
                nextChange(session, now),
                RowMappers.millis(now),
                RowMappers.millis(now),
                webhook.value());
    }

    public Encrypted<List<StoredWebhook>> changedSince(JdbcSession session, long change) throws SQLException {
        return read(session, SqlStatement.WEBHOOKS_SINCE, SqlStatement.WEBHOOK_SECRETS_SINCE, change);
    }

    /** Returns what a node has to follow that has seen some changes; on one snapshot. */
    public Encrypted<WebhookChanges> changes(JdbcSession session, Collection<Long> seen) throws SQLException {
        Set<Long> known = new HashSet<>(session.list(SqlStatement.KNOWN_WEBHOOK_VERSIONS, row -> row.getLong(1), seen));
        boolean complete = !known.containsAll(seen);
        long since = complete ? WebhookVersions.NONE : Collections.min(seen);
        long latest = session.list(SqlStatement.LATEST_WEBHOOK_VERSION, row -> row.getLong(1))
                .get(0);
        Encrypted<List<StoredWebhook>> changed = changedSince(session, since);
        return () -> new WebhookChanges(complete, changed.decrypt(), latest);
    }

    public Encrypted<Optional<StoredWebhook>> one(JdbcSession session, WebhookId id) throws SQLException {
        Encrypted<List<StoredWebhook>> found =
                read(session, SqlStatement.FIND_WEBHOOK, SqlStatement.WEBHOOK_SECRETS, id.value());
        return () -> found.decrypt().stream().findFirst();
    }

    /** Returns the status of a webhook; empty if there is none. */
    public Optional<WebhookStatus> status(JdbcSession session, WebhookId id) throws SQLException {
        return session.first(SqlStatement.FIND_WEBHOOK_STATES, row -> RowMappers.status(row, 2), List.of(id.value()));
    }

    /** Returns a webhook for a change of it: its settings and its secrets are of one version, also at READ COMMITTED. */
    public Encrypted<Optional<StoredWebhook>> locked(JdbcSession session, WebhookId id) throws SQLException {
        lockVersion(session);
        session.list(SqlStatement.LOCK_WEBHOOK, row -> true, id.value());
        return one(session, id);
    }

    private Encrypted<List<StoredWebhook>> read(
            JdbcSession session, SqlStatement webhookRows, SqlStatement secretRows, Object parameter)
            throws SQLException {
        List<SecretRow> secrets = session.list(
                secretRows,
                row -> new SecretRow(row.getString(1), row.getInt(2), row.getString(3), RowMappers.timeOrNull(row, 4)),
                parameter);
        List<Row> webhooks = session.list(
                webhookRows,
                row -> new Row(
                        row.getString(1),
                        row.getInt(2),
                        row.getString(3),
                        RowMappers.status(row, 4),
                        RowMappers.time(row, 5),
                        RowMappers.time(row, 7),
                        row.getLong(6)),
                parameter);
        return () -> decrypt(webhooks, secrets);
    }

    private List<StoredWebhook> decrypt(List<Row> webhooks, List<SecretRow> secretRows) throws UnreadableRow {
        var secrets = new HashMap<String, List<SigningSecret>>();
        for (SecretRow row : secretRows) {
            secrets.computeIfAbsent(row.webhook(), id -> new ArrayList<>()).add(secret(row));
        }
        var decrypted = new ArrayList<StoredWebhook>();
        for (Row row : webhooks) {
            decrypted.add(new StoredWebhook(webhook(row, secrets.getOrDefault(row.id(), List.of())), row.change()));
        }
        return decrypted;
    }

    private Webhook webhook(Row row, List<SigningSecret> secrets) throws UnreadableRow {
        WebhookSettings settings =
                row.isErased() ? ErasedWebhook.SETTINGS : settings(row.id(), row.revision(), row.settings());
        try {
            return new Webhook(
                    new WebhookId(row.id()),
                    row.revision(),
                    settings,
                    row.isErased() ? ErasedWebhook.SECRETS : secrets,
                    row.status(),
                    row.createdAt(),
                    row.statusSince());
        } catch (IllegalArgumentException e) {
            String where = UnreadableRow.where("wh_webhook", "id", row.id());
            throw secrets.isEmpty() && !row.isErased()
                    ? new UnreadableRow(where, "a webhook without a row in wh_webhook_secret", e)
                    : new UnreadableRow(where, e);
        }
    }

    public Set<WebhookId> failing(JdbcSession session) throws SQLException {
        return Set.copyOf(session.list(SqlStatement.FAILING_WEBHOOKS, row -> new WebhookId(row.getString(1))));
    }

    public Optional<FailureStreak> failures(JdbcSession session, WebhookId webhook) throws SQLException {
        return session.first(
                SqlStatement.WEBHOOK_FAILURES,
                row -> new FailureStreak(RowMappers.timeOrNull(row, 1), row.getInt(2)),
                webhook.value());
    }

    public Encrypted<Optional<WebhookSettings>> settings(JdbcSession session, WebhookId webhook, int revision)
            throws SQLException {
        Optional<String> stored =
                session.first(SqlStatement.WEBHOOK_SETTINGS, row -> row.getString(1), webhook.value(), revision);
        if (stored.isEmpty()) {
            return Optional::empty;
        }
        if (stored.get().isEmpty() && status(session, webhook).equals(Optional.of(WebhookStatus.DELETED))) {
            return () -> Optional.of(ErasedWebhook.SETTINGS);
        }
        return () -> Optional.of(settings(webhook.value(), revision, stored.get()));
    }

    /** Erases what a deleted webhook had: its secrets, and its settings of all revisions. */
    public static void erase(JdbcSession session, WebhookId webhook) throws SQLException {
        session.update(SqlStatement.DELETE_WEBHOOK_SECRETS, webhook.value());
        session.update(SqlStatement.DELETE_FORMER_REVISIONS, webhook.value(), webhook.value());
        session.update(SqlStatement.ERASE_SETTINGS, webhook.value());
        session.update(SqlStatement.ERASE_OWNER, webhook.value());
    }

    /** Returns the numbers of the webhooks of an owner, deleted ones included. */
    public static Set<Long> ofOwner(JdbcSession session, String owner) throws SQLException {
        return new HashSet<>(session.list(SqlStatement.WEBHOOKS_OF_OWNER, row -> row.getLong(1), ownerNumber(owner)));
    }

    /** The owner itself is in the settings, which may be encrypted. */
    private static @Nullable Long ownerNumber(@Nullable String owner) {
        return owner == null ? null : (Long) Sha256.first63Bits(owner);
    }

    private WebhookSettings settings(String webhook, int revision, String stored) throws UnreadableRow {
        String place = EncryptedColumn.SETTINGS.associatedData(webhook, revision);
        try {
            return SettingsJson.read(cipher.decrypt(place, stored));
        } catch (MalformedJsonException e) {
            throw new UnreadableRow(place, "damaged settings: " + e.getMessage(), e);
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException | DateTimeException e) {
            throw new UnreadableRow(place, e);
        }
    }

    private SigningSecret secret(SecretRow row) throws UnreadableRow {
        String place = EncryptedColumn.SECRET.associatedData(row.webhook(), row.position());
        String secret = cipher.decrypt(place, row.value());
        try {
            return new SigningSecret(WebhookSecret.of(secret), row.expiresAt());
        } catch (IllegalArgumentException e) {
            throw new UnreadableRow(place, e);
        }
    }

    /** Makes savers wait for each other before they lock webhooks, so that they need no order of webhooks. */
    private static void lockVersion(JdbcSession session) throws SQLException {
        session.list(SqlStatement.LOCK_WEBHOOK_VERSION, row -> true);
    }

    /** Numbers are given out one transaction after another, so a node that has seen one will see no smaller one later. */
    private static long nextChange(JdbcSession session, Instant now) throws SQLException {
        long number = session.list(SqlStatement.NEXT_WEBHOOK_VERSION, row -> row.getLong(1))
                .get(0);
        session.update(SqlStatement.LOG_WEBHOOK_VERSION, number, RowMappers.millis(now));
        return number;
    }
}
