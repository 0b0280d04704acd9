-- Webhooks: their settings, their secrets, and the versions that order their changes.

-- name: LOCK_WEBHOOK
SELECT version, status FROM wh_webhook WHERE id = ? FOR NO KEY UPDATE;

-- name: LOCK_WEBHOOK_VERSION
SELECT value FROM wh_webhook_version FOR UPDATE;

-- name: NEXT_WEBHOOK_VERSION
-- A count and a random tag of 28 bits (ChangeNumbers). The row stays locked, so versions become visible in their order.
UPDATE wh_webhook_version
   SET value = (value / 268435456 + 1) * 268435456 + floor(random() * 268435456)::bigint
RETURNING value;

-- name: LOG_WEBHOOK_VERSION
INSERT INTO wh_webhook_version_log (version, changed_at) VALUES (?, ?);

-- name: KNOWN_WEBHOOK_VERSIONS
SELECT version FROM wh_webhook_version_log WHERE version = ANY (?::bigint[]);

-- name: LATEST_WEBHOOK_VERSION
SELECT value FROM wh_webhook_version;

-- name: INSERT_WEBHOOK
INSERT INTO wh_webhook (revision, status, status_since, created_at, version, changed_at, owner_number, id, number,
       failing_since, failed_attempts)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0)
    ON CONFLICT (id) DO NOTHING;

-- name: UPDATE_WEBHOOK
UPDATE wh_webhook
   SET revision = ?, status = ?, status_since = ?, created_at = ?, version = ?, changed_at = ?, owner_number = ?
 WHERE id = ?;

-- name: RESET_WEBHOOK_FAILURES
UPDATE wh_webhook SET failing_since = NULL, failed_attempts = 0 WHERE id = ?;

-- name: SET_STATUS_CHANGED
UPDATE wh_webhook SET version = ?, changed_at = ?, status_since = ? WHERE id = ?;

-- name: ADD_WEBHOOK_REVISION
INSERT INTO wh_webhook_revision (webhook_id, revision, settings)
VALUES (?, ?, ?)
    ON CONFLICT DO NOTHING;

-- name: DELETE_WEBHOOK_SECRETS
DELETE FROM wh_webhook_secret WHERE webhook_id = ?;

-- name: INSERT_WEBHOOK_SECRETS
INSERT INTO wh_webhook_secret (webhook_id, position, secret, expires_at)
SELECT r.webhook_id, r.position, r.secret, r.expires_at
  FROM unnest(?, ?, ?, ?)
    AS r (webhook_id, position, secret, expires_at);

-- name: DELETE_FORMER_REVISIONS
DELETE FROM wh_webhook_revision
 WHERE webhook_id = ? AND revision <> (SELECT revision FROM wh_webhook WHERE id = ?);

-- name: ERASE_SETTINGS
UPDATE wh_webhook_revision SET settings = '' WHERE webhook_id = ?;

-- name: ERASE_OWNER
UPDATE wh_webhook SET owner_number = NULL WHERE id = ?;

-- name: WEBHOOKS_SINCE
SELECT w.id, w.revision, r.settings, w.status, w.created_at, w.version, w.status_since
  FROM wh_webhook AS w
  JOIN wh_webhook_revision AS r ON r.webhook_id = w.id AND r.revision = w.revision
 WHERE w.version > ? ORDER BY w.version;

-- name: WEBHOOK_SECRETS_SINCE
SELECT s.webhook_id, s.position, s.secret, s.expires_at
  FROM wh_webhook AS w
  JOIN wh_webhook_secret AS s ON s.webhook_id = w.id
 WHERE w.version > ? ORDER BY s.webhook_id, s.position;

-- name: FIND_WEBHOOK
SELECT w.id, w.revision, r.settings, w.status, w.created_at, w.version, w.status_since
  FROM wh_webhook AS w
  JOIN wh_webhook_revision AS r ON r.webhook_id = w.id AND r.revision = w.revision
 WHERE w.id = ?;

-- name: WEBHOOK_SECRETS
SELECT s.webhook_id, s.position, s.secret, s.expires_at
  FROM wh_webhook AS w
  JOIN wh_webhook_secret AS s ON s.webhook_id = w.id
 WHERE w.id = ? ORDER BY s.webhook_id, s.position;

-- name: WEBHOOKS_OF_OWNER
SELECT number FROM wh_webhook WHERE owner_number = ?;

-- name: FAILING_WEBHOOKS
SELECT id FROM wh_webhook WHERE failing_since IS NOT NULL;

-- name: WEBHOOK_FAILURES
SELECT failing_since, failed_attempts FROM wh_webhook WHERE id = ?;

-- name: WEBHOOK_SETTINGS
SELECT settings FROM wh_webhook_revision WHERE webhook_id = ? AND revision = ?;

-- name: SETTINGS_KEYS
SELECT DISTINCT CASE WHEN substr(settings, 1, 6) = 'enc:a:' THEN 'enc:a:' ELSE substr(settings, 1, ?) END
  FROM wh_webhook_revision WHERE substr(settings, 1, 4) = 'enc:';

-- name: SETTINGS_OF_OTHER_KEYS
SELECT webhook_id, revision, settings
  FROM wh_webhook_revision
 WHERE (webhook_id, revision) > (?, ?) AND settings <> '' AND substr(settings, 1, ?) <> ?
 ORDER BY webhook_id, revision LIMIT ?;

-- name: REPLACE_SETTINGS
UPDATE wh_webhook_revision SET settings = ? WHERE webhook_id = ? AND revision = ? AND settings = ?;

-- name: SECRET_KEYS
SELECT DISTINCT CASE WHEN substr(secret, 1, 6) = 'enc:a:' THEN 'enc:a:' ELSE substr(secret, 1, ?) END
  FROM wh_webhook_secret WHERE substr(secret, 1, 4) = 'enc:';

-- name: SECRETS_OF_OTHER_KEYS
SELECT webhook_id, position, secret
  FROM wh_webhook_secret
 WHERE (webhook_id, position) > (?, ?) AND substr(secret, 1, ?) <> ?
 ORDER BY webhook_id, position LIMIT ?;

-- name: REPLACE_SECRET
UPDATE wh_webhook_secret SET secret = ? WHERE webhook_id = ? AND position = ? AND secret = ?;
