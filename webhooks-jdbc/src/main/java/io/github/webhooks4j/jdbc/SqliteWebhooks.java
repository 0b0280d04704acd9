package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Webhooks with their settings and secrets on SQLite. Without state. */
final class SqliteWebhooks {
    /** A webhook that is enabled again begins with a clean slate, else its next failure would disable it at once. */
    private static final String PUT = """
            INSERT INTO wh_webhook (id, revision, status, created_at, failing_since, failed_attempts)
            VALUES (?, ?, ?, ?, NULL, 0)
            ON CONFLICT (id) DO UPDATE
               SET revision = excluded.revision,
                   status = excluded.status,
                   created_at = excluded.created_at,
                   failing_since = iif(excluded.status = 'enabled' AND status <> 'enabled', NULL, failing_since),
                   failed_attempts = iif(excluded.status = 'enabled' AND status <> 'enabled', 0, failed_attempts)""";

    private static final String ADD_REVISION = """
            INSERT INTO wh_webhook_revision (webhook_id, revision, settings) VALUES (?, ?, ?)
            ON CONFLICT DO NOTHING""";

    private static final String DELETE_SECRETS = "DELETE FROM wh_webhook_secret WHERE webhook_id = ?";

    private static final String INSERT_SECRET =
            "INSERT INTO wh_webhook_secret (webhook_id, position, secret, expires_at) VALUES (?, ?, ?, ?)";

    private static final String WEBHOOKS = """
            SELECT w.id, w.revision, r.settings, w.status, w.created_at
              FROM wh_webhook AS w
              JOIN wh_webhook_revision AS r ON r.webhook_id = w.id AND r.revision = w.revision
             ORDER BY w.created_at, w.id""";

    private static final String SECRETS =
            "SELECT webhook_id, secret, expires_at FROM wh_webhook_secret ORDER BY webhook_id, position";

    private static final String SETTINGS =
            "SELECT settings FROM wh_webhook_revision WHERE webhook_id = ? AND revision = ?";

    private static final String ADD_KEY = "INSERT INTO wh_deployment (id, key) VALUES (1, ?) ON CONFLICT DO NOTHING";

    private static final String KEY = "SELECT key FROM wh_deployment";

    private SqliteWebhooks() {}

    static byte[] deploymentKey(Session session, byte[] proposal) throws SQLException {
        session.update(ADD_KEY, proposal);
        return session.list(KEY, row -> row.getBytes(1)).get(0);
    }

    static int save(Session session, Webhook webhook) throws SQLException {
        String id = webhook.id().value();
        session.update(PUT, id, webhook.revision(), webhook.status().word(), Rows.millis(webhook.createdAt()));
        session.update(ADD_REVISION, id, webhook.revision(), SettingsJson.write(webhook.settings()));
        session.update(DELETE_SECRETS, id);
        var secrets = new ArrayList<@Nullable Object[]>();
        for (SigningSecret secret : webhook.secrets()) {
            secrets.add(new @Nullable Object[] {
                id, secrets.size(), secret.secret().reveal(), Rows.millis(secret.expiresAt())
            });
        }
        session.batch(INSERT_SECRET, secrets);
        return secrets.size();
    }

    static List<Webhook> webhooks(Session session) throws SQLException {
        var secrets = new HashMap<String, List<SigningSecret>>();
        session.list(
                SECRETS,
                row -> secrets.computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                        .add(new SigningSecret(WebhookSecret.of(row.getString(2)), Rows.timeOrNull(row, 3))));
        return session.list(
                WEBHOOKS,
                row -> new Webhook(
                        new WebhookId(row.getString(1)),
                        row.getInt(2),
                        SettingsJson.read(row.getString(3)),
                        secrets.getOrDefault(row.getString(1), List.of()),
                        WebhookStatus.ofWord(row.getString(4)),
                        Rows.time(row, 5)));
    }

    static Optional<WebhookSettings> settings(Session session, WebhookId webhook, int revision) throws SQLException {
        return session.first(SETTINGS, row -> SettingsJson.read(row.getString(1)), webhook.value(), revision);
    }
}
