package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.json.MalformedJsonException;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.store.ChangeNumbers;
import io.github.webhooks4j.store.StoredWebhook;
import io.github.webhooks4j.store.WebhookChanges;
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

/** Webhooks with their settings and secrets, which the vault encrypts. Thread-safe. */
final class Webhooks {
    private static final String LATEST = "SELECT change, status FROM wh_webhook WHERE id = ? FOR NO KEY UPDATE";

    /** A count and a random tag, as {@link ChangeNumbers} says. */
    private static final String NEXT_CHANGE = "UPDATE wh_change SET number = (number / " + ChangeNumbers.COUNT
            + " + 1) * " + ChangeNumbers.COUNT + " + " + Dialect.RANDOM_TAG + " RETURNING number";

    private static final String LOG_CHANGE = "INSERT INTO wh_change_log (number, changed_at) VALUES (?, ?)";

    static final String CHANGES_AMONG = "SELECT number FROM wh_change_log WHERE number = ANY (?::bigint[])";

    private static final String LATEST_CHANGE = "SELECT number FROM wh_change";

    private static final String INSERT = """
            INSERT INTO wh_webhook (
                revision, status, created_at, change, changed_at, id, failing_since, failed_attempts)
            VALUES (?, ?, ?, ?, ?, ?, NULL, 0)
            ON CONFLICT (id) DO NOTHING""";

    private static final String UPDATE = """
            UPDATE wh_webhook SET revision = ?, status = ?, created_at = ?, change = ?, changed_at = ? WHERE id = ?""";

    private static final String CLEAN_SLATE =
            "UPDATE wh_webhook SET failing_since = NULL, failed_attempts = 0 WHERE id = ?";

    private static final String MARK_CHANGED = "UPDATE wh_webhook SET change = ?, changed_at = ? WHERE id = ?";

    private static final String ADD_REVISION = """
            INSERT INTO wh_webhook_revision (webhook_id, revision, settings) VALUES (?, ?, ?)
            ON CONFLICT DO NOTHING""";

    private static final String DELETE_SECRETS = "DELETE FROM wh_webhook_secret WHERE webhook_id = ?";

    private static final Bulk INSERT_SECRETS = Bulk.insert(
            "wh_webhook_secret", "", "webhook_id text", "position integer", "secret text", "expires_at bigint");

    private static final String WEBHOOKS_WHERE = """
            SELECT w.id, w.revision, r.settings, w.status, w.created_at, w.change
              FROM wh_webhook AS w
              JOIN wh_webhook_revision AS r ON r.webhook_id = w.id AND r.revision = w.revision
             WHERE %s""";

    private static final String SECRETS_WHERE = """
            SELECT s.webhook_id, s.position, s.secret, s.expires_at
              FROM wh_webhook AS w
              JOIN wh_webhook_secret AS s ON s.webhook_id = w.id
             WHERE %s ORDER BY s.webhook_id, s.position""";

    static final String CHANGED_SINCE = WEBHOOKS_WHERE.formatted("w.change > ? ORDER BY w.change");

    private static final String SECRETS_SINCE = SECRETS_WHERE.formatted("w.change > ?");

    private static final String ONE = WEBHOOKS_WHERE.formatted("w.id = ?");

    private static final String SECRETS_OF_ONE = SECRETS_WHERE.formatted("w.id = ?");

    private static final String FAILING = "SELECT id FROM wh_webhook WHERE failing_since IS NOT NULL";

    private static final String SETTINGS =
            "SELECT settings FROM wh_webhook_revision WHERE webhook_id = ? AND revision = ?";

    private final Vault vault;

    Webhooks(Vault vault) {
        this.vault = vault;
    }

    /** What a webhook that is there was like. */
    private record Latest(long change, WebhookStatus status) {}

    byte[] deploymentKey(Session session, byte[] proposal) throws SQLException {
        return DeploymentKey.readOrAdd(session, vault, proposal);
    }

    /** Returns the number of the change; empty, and nothing is written, if the latest is not {@code basedOn}. */
    OptionalLong save(Session session, Webhook webhook, long basedOn, Instant now) throws SQLException {
        String id = webhook.id().value();
        Optional<Latest> latest =
                session.first(LATEST, row -> new Latest(row.getLong(1), WebhookStatus.ofWord(row.getString(2))), id);
        if (latest.map(Latest::change).orElse(0L) != basedOn) {
            return OptionalLong.empty();
        }
        long change = nextChange(session, now);
        int written = session.update(
                latest.isEmpty() ? INSERT : UPDATE,
                webhook.revision(),
                webhook.status().word(),
                Rows.millis(webhook.createdAt()),
                change,
                Rows.millis(now),
                id);
        if (written == 0) {
            // Somebody created it between the two statements.
            return OptionalLong.empty();
        }
        if (webhook.status() == WebhookStatus.ENABLED
                && latest.isPresent()
                && latest.get().status() != WebhookStatus.ENABLED) {
            // Else the next failure of a webhook that is enabled again would disable it at once.
            session.update(CLEAN_SLATE, id);
        }
        String place = SecretColumn.SETTINGS.place(id, webhook.revision());
        session.update(
                ADD_REVISION, id, webhook.revision(), vault.encrypt(place, SettingsJson.write(webhook.settings())));
        saveSecrets(session, webhook);
        return OptionalLong.of(change);
    }

    /** Notes that a webhook was changed otherwise than by saving it. */
    static void markChanged(Session session, WebhookId webhook, Instant now) throws SQLException {
        session.update(MARK_CHANGED, nextChange(session, now), Rows.millis(now), webhook.value());
    }

    List<StoredWebhook> changedSince(Session session, long change) throws SQLException {
        return read(session, CHANGED_SINCE, SECRETS_SINCE, change);
    }

    /** Returns what a node has to follow that has seen some changes; on one snapshot. */
    WebhookChanges changes(Session session, Collection<Long> seen) throws SQLException {
        Set<Long> known = new HashSet<>(session.list(CHANGES_AMONG, row -> row.getLong(1), seen));
        boolean complete = !known.containsAll(seen);
        long since = complete ? ChangeNumbers.NONE : Collections.min(seen);
        long latest = session.list(LATEST_CHANGE, row -> row.getLong(1)).get(0);
        return new WebhookChanges(complete, changedSince(session, since), latest);
    }

    Optional<StoredWebhook> one(Session session, WebhookId id) throws SQLException {
        return read(session, ONE, SECRETS_OF_ONE, id.value()).stream().findFirst();
    }

    private List<StoredWebhook> read(Session session, String webhooksSql, String secretsSql, Object parameter)
            throws SQLException {
        var secrets = new HashMap<String, List<SigningSecret>>();
        session.list(
                secretsSql,
                row -> secrets.computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                        .add(secret(row)),
                parameter);
        return session.list(
                webhooksSql,
                row -> new StoredWebhook(
                        new Webhook(
                                new WebhookId(row.getString(1)),
                                row.getInt(2),
                                settings(row.getString(1), row.getInt(2), row.getString(3)),
                                secrets.getOrDefault(row.getString(1), List.of()),
                                WebhookStatus.ofWord(row.getString(4)),
                                Rows.time(row, 5)),
                        row.getLong(6)),
                parameter);
    }

    Set<WebhookId> failing(Session session) throws SQLException {
        return Set.copyOf(session.list(FAILING, row -> new WebhookId(row.getString(1))));
    }

    Optional<WebhookSettings> settings(Session session, WebhookId webhook, int revision) throws SQLException {
        return session.first(
                SETTINGS, row -> settings(webhook.value(), revision, row.getString(1)), webhook.value(), revision);
    }

    private WebhookSettings settings(String webhook, int revision, String stored) throws SQLException {
        String place = SecretColumn.SETTINGS.place(webhook, revision);
        try {
            return SettingsJson.read(vault.decrypt(place, stored));
        } catch (MalformedJsonException e) {
            throw new UnreadableRow(place, "damaged settings: " + e.getMessage(), e);
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException | DateTimeException e) {
            throw new UnreadableRow(place, e);
        }
    }

    private SigningSecret secret(ResultSet row) throws SQLException {
        String place = SecretColumn.SECRET.place(row.getString(1), row.getInt(2));
        String secret = vault.decrypt(place, row.getString(3));
        try {
            return new SigningSecret(WebhookSecret.of(secret), Rows.timeOrNull(row, 4));
        } catch (IllegalArgumentException e) {
            throw new UnreadableRow(place, e);
        }
    }

    /** Numbers are given out one transaction after another, so whoever has seen one will see no smaller one later. */
    private static long nextChange(Session session, Instant now) throws SQLException {
        long number = session.list(NEXT_CHANGE, row -> row.getLong(1)).get(0);
        session.update(LOG_CHANGE, number, Rows.millis(now));
        return number;
    }

    private void saveSecrets(Session session, Webhook webhook) throws SQLException {
        String id = webhook.id().value();
        session.update(DELETE_SECRETS, id);
        var secrets = new ArrayList<@Nullable Object[]>();
        for (SigningSecret secret : webhook.secrets()) {
            int position = secrets.size();
            String place = SecretColumn.SECRET.place(id, position);
            secrets.add(new @Nullable Object[] {
                id, position, vault.encrypt(place, secret.secret().reveal()), Rows.millis(secret.expiresAt())
            });
        }
        session.write(INSERT_SECRETS, secrets);
    }
}
