-- What was done: pages of history, and what retention deletes of it.

-- name: LIST_CHAINS
SELECT id FROM wh_chain WHERE webhook_id = ? ORDER BY id DESC LIMIT ?;

-- name: LIST_CHAINS_BEFORE
SELECT id FROM wh_chain WHERE webhook_id = ? AND id < ? ORDER BY id DESC LIMIT ?;

-- name: EVENTS_OF_CHAINS
SELECT c.id, e.id, e.topic, e.type, e.test FROM wh_chain AS c JOIN wh_event AS e ON e.seq = c.event_seq
 WHERE c.id IN (SELECT value FROM json_each(?, '$.keys'));

-- name: DELETED_WEBHOOKS_OF_CHAINS
SELECT c.id, w.changed_at FROM wh_chain AS c CROSS JOIN wh_webhook AS w
 WHERE c.id IN (SELECT value FROM json_each(?, '$.keys')) AND c.finished_at IS NULL AND w.id = c.webhook_id
   AND w.status = 'deleted';

-- name: SCAN_CHAINS
-- By their ids, and so the oldest first: an index of what is finished would cost every chain more than scanning costs
-- here.
SELECT id, event_seq, started_at, finished_at FROM wh_chain WHERE id > ? ORDER BY id LIMIT ?;

-- name: LOCK_EXPIRED_CHAINS
SELECT id FROM wh_chain WHERE id IN (SELECT value FROM json_each(?, '$.keys')) AND finished_at < ? ORDER BY id;

-- name: DELETE_ATTEMPTS
DELETE FROM wh_attempt WHERE chain_id IN (SELECT value FROM json_each(?, '$.keys'));

-- name: DELETE_CALLBACKS
DELETE FROM wh_callback WHERE chain_id IN (SELECT value FROM json_each(?, '$.keys'));

-- name: DELETE_CHAINS
DELETE FROM wh_chain WHERE id IN (SELECT value FROM json_each(?, '$.keys'));

-- name: LOCK_EVENTS
SELECT seq FROM wh_event WHERE seq IN (SELECT value FROM json_each(?, '$.keys')) ORDER BY seq;

-- name: DELETE_EVENTS
DELETE FROM wh_event
 WHERE seq IN (SELECT value FROM json_each(?, '$.keys'))
   AND NOT EXISTS (SELECT 1 FROM wh_chain WHERE event_seq = wh_event.seq)
   AND NOT EXISTS (SELECT 1 FROM wh_fan_out WHERE event_seq = wh_event.seq);

-- name: DELETE_UNMATCHED_EVENTS
WITH old AS MATERIALIZED (
    SELECT seq FROM wh_event AS e
     WHERE chains = '' AND accepted_at < ? AND NOT EXISTS (SELECT 1 FROM wh_chain WHERE event_seq = e.seq)
     ORDER BY accepted_at LIMIT ?)
DELETE FROM wh_event WHERE seq IN (SELECT seq FROM old);

-- name: DELETE_LOGGED_VERSIONS
-- Not the latest one, by which a node knows that it has seen all.
DELETE FROM wh_webhook_version_log WHERE changed_at < ? AND version < (SELECT value FROM wh_webhook_version);

-- name: DELETE_REVISIONS
-- Not those of a webhook that was changed lately: a node that has not seen the change still starts chains with them.
-- None while there are slices, which may need any of them. The present revision of a deleted webhook goes with it, once
-- all nodes that remember a version have seen the deletion.
WITH old AS MATERIALIZED (
    SELECT webhook_id, revision FROM wh_webhook_revision AS r
     WHERE NOT EXISTS (
           SELECT 1 FROM wh_webhook AS w
            WHERE w.id = r.webhook_id
              AND (w.changed_at >= ?
                   OR w.revision = r.revision
                  AND NOT (w.status = 'deleted' AND w.version <= (SELECT min(version) FROM wh_webhook_version_log))))
       AND NOT EXISTS (
           SELECT 1 FROM wh_chain AS c WHERE c.webhook_id = r.webhook_id AND c.revision = r.revision)
       AND NOT EXISTS (SELECT 1 FROM wh_fan_out))
DELETE FROM wh_webhook_revision WHERE (webhook_id, revision) IN (SELECT webhook_id, revision FROM old);

-- name: DELETE_WEBHOOKS
DELETE FROM wh_webhook
 WHERE status = 'deleted' AND changed_at < ? AND version <= (SELECT min(version) FROM wh_webhook_version_log)
   AND NOT EXISTS (SELECT 1 FROM wh_webhook_revision WHERE webhook_id = wh_webhook.id);

-- name: LOCK_CHAINS_OF_WEBHOOK
SELECT id, event_seq FROM wh_chain WHERE webhook_id = ? AND finished_at IS NOT NULL ORDER BY id LIMIT ?;

-- name: LOCK_CHAINS_OF_ERASED_WEBHOOKS
-- Those that were started after the webhook was erased. Empty settings are those of an erased webhook.
SELECT c.id, c.event_seq
  FROM wh_webhook AS w
 CROSS JOIN wh_webhook_revision AS r
 CROSS JOIN wh_chain AS c
 WHERE w.status = 'deleted' AND r.webhook_id = w.id AND r.revision = w.revision AND r.settings = ''
   AND c.webhook_id = w.id AND c.finished_at IS NOT NULL
 LIMIT ?;

-- name: DELETE_SET_ASIDE_OF_CHAINS
-- The id of a record begins with that of its chain and a dot; a slash follows the dot in ASCII.
DELETE FROM wh_set_aside
 WHERE id IN (SELECT s.id FROM json_each(?, '$.keys') CROSS JOIN wh_set_aside AS s
               WHERE s.id > value || '.' AND s.id < value || '/');
