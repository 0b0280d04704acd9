package io.github.webhooks4j.jdbc.internal.row;

import io.github.webhooks4j.internal.json.MalformedJsonException;
import io.github.webhooks4j.jdbc.internal.crypto.EncryptedColumn;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.jdbc.internal.crypto.SigningKey;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.UnreadableRow;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.WebhookChanges;
import io.github.webhooks4j.spi.store.WebhookVersions;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.sql.ResultSet;
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

/** Webhooks with their settings and secrets, which the cipher encrypts. Thread-safe. */
public final class WebhookTable {

    private final SecretCipher cipher;

    public WebhookTable(SecretCipher cipher) {
        this.cipher = cipher;
    }

    /** What a webhook that is there was like. */
    private record Latest(long change, WebhookStatus status) {}

    public byte[] deploymentKey(JdbcSession session, byte[] proposal) throws SQLException {
        return SigningKey.readOrAdd(session, cipher, proposal);
    }

    /** Returns the number of the change; empty, and nothing is written, if the latest is not {@code basedOn}. */
    public OptionalLong save(JdbcSession session, Webhook webhook, long basedOn, Instant now) throws SQLException {
        String id = webhook.id().value();
        Optional<Latest> latest = session.first(
                SqlStatement.LOCK_WEBHOOK, row -> new Latest(row.getLong(1), RowMappers.status(row, 2)), id);
        if (latest.map(Latest::change).orElse(0L) != basedOn) {
            return OptionalLong.empty();
        }
        long change = nextChange(session, now);
        int written = session.update(
                latest.isEmpty() ? SqlStatement.INSERT_WEBHOOK : SqlStatement.UPDATE_WEBHOOK,
                webhook.revision(),
                webhook.status().code(),
                RowMappers.millis(webhook.statusSince()),
                RowMappers.millis(webhook.createdAt()),
                change,
                RowMappers.millis(now),
                id);
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
        String place = EncryptedColumn.SETTINGS.associatedData(id, webhook.revision());
        session.update(
                SqlStatement.ADD_WEBHOOK_REVISION,
                id,
                webhook.revision(),
                cipher.encrypt(place, SettingsJson.write(webhook.settings())));
        saveSecrets(session, webhook);
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

    public List<StoredWebhook> changedSince(JdbcSession session, long change) throws SQLException {
        return read(session, SqlStatement.WEBHOOKS_SINCE, SqlStatement.WEBHOOK_SECRETS_SINCE, change);
    }

    /** Returns what a node has to follow that has seen some changes; on one snapshot. */
    public WebhookChanges changes(JdbcSession session, Collection<Long> seen) throws SQLException {
        Set<Long> known = new HashSet<>(session.list(SqlStatement.KNOWN_WEBHOOK_VERSIONS, row -> row.getLong(1), seen));
        boolean complete = !known.containsAll(seen);
        long since = complete ? WebhookVersions.NONE : Collections.min(seen);
        long latest = session.list(SqlStatement.LATEST_WEBHOOK_VERSION, row -> row.getLong(1))
                .get(0);
        return new WebhookChanges(complete, changedSince(session, since), latest);
    }

    public Optional<StoredWebhook> one(JdbcSession session, WebhookId id) throws SQLException {
        return read(session, SqlStatement.FIND_WEBHOOK, SqlStatement.WEBHOOK_SECRETS, id.value()).stream()
                .findFirst();
    }

    private List<StoredWebhook> read(
            JdbcSession session, SqlStatement webhookRows, SqlStatement secretRows, Object parameter)
            throws SQLException {
        var secrets = new HashMap<String, List<SigningSecret>>();
        session.list(
                secretRows,
                row -> secrets.computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                        .add(secret(row)),
                parameter);
        return session.list(
                webhookRows,
                row -> new StoredWebhook(
                        new Webhook(
                                new WebhookId(row.getString(1)),
                                row.getInt(2),
                                settings(row.getString(1), row.getInt(2), row.getString(3)),
                                secrets.getOrDefault(row.getString(1), List.of()),
                                RowMappers.status(row, 4),
                                RowMappers.time(row, 5),
                                RowMappers.time(row, 7)),
                        row.getLong(6)),
                parameter);
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

    public Optional<WebhookSettings> settings(JdbcSession session, WebhookId webhook, int revision)
            throws SQLException {
        return session.first(
                SqlStatement.WEBHOOK_SETTINGS,
                row -> settings(webhook.value(), revision, row.getString(1)),
                webhook.value(),
                revision);
    }

    private WebhookSettings settings(String webhook, int revision, String stored) throws SQLException {
        String place = EncryptedColumn.SETTINGS.associatedData(webhook, revision);
        try {
            return SettingsJson.read(cipher.decrypt(place, stored));
        } catch (MalformedJsonException e) {
            throw new UnreadableRow(place, "damaged settings: " + e.getMessage(), e);
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException | DateTimeException e) {
            throw new UnreadableRow(place, e);
        }
    }

    private SigningSecret secret(ResultSet row) throws SQLException {
        String place = EncryptedColumn.SECRET.associatedData(row.getString(1), row.getInt(2));
        String secret = cipher.decrypt(place, row.getString(3));
        try {
            return new SigningSecret(WebhookSecret.of(secret), RowMappers.timeOrNull(row, 4));
        } catch (IllegalArgumentException e) {
            throw new UnreadableRow(place, e);
        }
    }

    /** Numbers are given out one transaction after another, so a node that has seen one will see no smaller one later. */
    private static long nextChange(JdbcSession session, Instant now) throws SQLException {
        long number = session.list(SqlStatement.NEXT_WEBHOOK_VERSION, row -> row.getLong(1))
                .get(0);
        session.update(SqlStatement.LOG_WEBHOOK_VERSION, number, RowMappers.millis(now));
        return number;
    }

    private void saveSecrets(JdbcSession session, Webhook webhook) throws SQLException {
        String id = webhook.id().value();
        session.update(SqlStatement.DELETE_WEBHOOK_SECRETS, id);
        var secrets = new ArrayList<@Nullable Object[]>();
        for (SigningSecret secret : webhook.secrets()) {
            int position = secrets.size();
            String place = EncryptedColumn.SECRET.associatedData(id, position);
            secrets.add(new @Nullable Object[] {
                id, position, cipher.encrypt(place, secret.secret().reveal()), RowMappers.millis(secret.expiresAt())
            });
        }
        session.write(SqlStatement.INSERT_WEBHOOK_SECRETS, secrets);
    }
}
