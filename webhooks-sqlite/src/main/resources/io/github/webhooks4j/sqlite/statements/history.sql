-- What was done: pages of history, and what retention deletes of it.

-- name: LIST_CHAINS
SELECT webhook_number, number FROM wh_chain WHERE webhook_number = ? AND number < ? ORDER BY number DESC LIMIT ?;

-- name: LATEST_CHAINS
SELECT e.topic, c.state FROM wh_chain AS c CROSS JOIN wh_event AS e ON e.number = coalesce(c.event_number, c.number)
 WHERE c.webhook_number = ? ORDER BY c.number DESC LIMIT ?;

-- name: INTERRUPTED_CHAINS_OF_WEBHOOK
SELECT webhook_number, number FROM wh_chain INDEXED BY wh_chain_interrupted_of_webhook
 WHERE webhook_number = ? AND number < ? AND cause IS NOT NULL ORDER BY number DESC LIMIT ?;

-- name: AWAITING_CHAINS_OF_WEBHOOK
SELECT webhook_number, number FROM wh_chain INDEXED BY wh_chain_awaiting
 WHERE webhook_number = ? AND number < ? AND deadline_at IS NOT NULL ORDER BY number DESC LIMIT ?;

-- name: QUEUED_CHAINS_OF_WEBHOOK
SELECT webhook_number, chain_number FROM wh_pending_delivery
 WHERE webhook_number = ? AND chain_number < ? ORDER BY chain_number DESC LIMIT ?;

-- name: INTERRUPTED_CHAINS
SELECT webhook_number, number FROM wh_chain
 WHERE (number, webhook_number) < (?, ?) AND cause IS NOT NULL ORDER BY number DESC, webhook_number DESC LIMIT ?;

-- name: RERUNS
SELECT webhook_number, number FROM wh_chain
 WHERE (number, webhook_number) < (?, ?) AND event_number IS NOT NULL
 ORDER BY number DESC, webhook_number DESC LIMIT ?;

-- name: RERUNS_OF_EVENT
SELECT webhook_number, number FROM wh_chain
 WHERE event_number = ? AND (number, webhook_number) < (?, ?) ORDER BY number DESC, webhook_number DESC LIMIT ?;

-- name: QUEUED_CHAINS
SELECT webhook_number, chain_number FROM wh_pending_delivery ORDER BY webhook_number, chain_number LIMIT ?;

-- name: CHAINS_OF_CLAIM_BATCHES
SELECT k.value ->> 0, k.value ->> 1 FROM wh_claim_batch AS b CROSS JOIN json_each(b.chains) AS k;

-- name: EVENTS_BACK_FROM
-- As many as have no more than a megabyte of webhooks together, or the first alone.
SELECT number, webhooks, CASE WHEN substr(topic, 1, ?) = ? AND substr(type, 1, ?) = ? THEN 1 ELSE 0 END
  FROM (SELECT number, webhooks, topic, type,
               sum(octet_length(webhooks)) OVER (
                   ORDER BY number DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
          FROM (SELECT number, webhooks, topic, type FROM wh_event
                 WHERE number <= ? ORDER BY number DESC LIMIT ?) AS e) AS f
 WHERE before IS NULL OR before + octet_length(webhooks) <= 1000000
 ORDER BY number DESC;

-- name: SUMMARIES
SELECT c.webhook_number, c.number, coalesce(w.id, 'lost_' || c.webhook_number), e.id, e.topic, e.type, e.test, c.state,
       c.step, c.cause, c.deadline_at, c.steps, c.started_at, CASE WHEN c.state >= 5 THEN c.finished_at END,
       c.event_number IS NOT NULL, CASE WHEN c.first_status <> 999 THEN c.first_status END,
       (SELECT d.due_at FROM wh_pending_delivery AS d
         WHERE d.webhook_number = c.webhook_number AND d.chain_number = c.number AND d.lease_owner IS NULL),
       CASE WHEN w.status = 'deleted' THEN w.changed_at END, c.resume_count
  FROM json_each(?) AS k CROSS JOIN wh_chain AS c
    ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
   AND (? >> c.state) & 1 AND c.started_at >= ? AND c.started_at < ?
   AND (c.first_status BETWEEN ? AND ? OR c.first_status = 999 OR c.steps > 1 OR c.state <> 5
        OR c.resume_count > 0)
 CROSS JOIN wh_event AS e ON e.number = coalesce(c.event_number, c.number)
   AND substr(e.topic, 1, ?) = ? AND substr(e.type, 1, ?) = ?
  LEFT JOIN wh_webhook AS w ON w.number = c.webhook_number;

-- name: LAST_ATTEMPTS
SELECT a.webhook_number, a.chain_number, a.attempt_number, a.status, a.failure
  FROM json_each(?) AS k CROSS JOIN wh_attempt AS a
    ON a.webhook_number = k.value ->> 0 AND a.chain_number = k.value ->> 1
   AND (a.step, a.resume_count, a.attempt_number, a.fencing_token) = (
       SELECT l.step, l.resume_count, l.attempt_number, l.fencing_token FROM wh_attempt AS l
        WHERE l.webhook_number = k.value ->> 0 AND l.chain_number = k.value ->> 1
        ORDER BY l.step DESC, l.resume_count DESC, l.attempt_number DESC, l.fencing_token DESC LIMIT 1);

-- name: EVENTS_OF_CHAINS
SELECT c.webhook_number, c.number, e.id, e.topic, e.type, e.test
  FROM json_each(?) AS k CROSS JOIN wh_chain AS c
    ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
 CROSS JOIN wh_event AS e ON e.number = coalesce(c.event_number, c.number);

-- name: DELETED_WEBHOOKS_OF_CHAINS
SELECT c.webhook_number, c.number, w.changed_at
  FROM json_each(?) AS k CROSS JOIN wh_chain AS c
    ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
 CROSS JOIN wh_webhook AS w ON w.number = c.webhook_number
 WHERE c.state < 5 AND w.status = 'deleted';

-- name: FIND_EVENT
SELECT number, accepted_at, webhooks, id, topic, tag, type, occurred_at, attributes, test, body, ordering_key
  FROM wh_event WHERE id = ?;

-- name: EVENTS_OF_WEBHOOK
SELECT e.number, e.id, e.topic, e.tag, e.type, e.test, e.accepted_at,
       instr(' ' || e.webhooks || ' ', ' ' || ? || ' ') > 0
       OR EXISTS (SELECT 1 FROM wh_chain AS c WHERE c.event_number = e.number AND c.webhook_number = ?)
  FROM wh_event AS e WHERE e.number > ? AND e.number < ? ORDER BY e.number LIMIT ?;

-- name: SCAN_EVENTS
-- By their numbers, and so the oldest first: an index of what is finished would cost every chain more than scanning costs
-- here.
-- As many as have no more than a megabyte of webhooks together, or the first alone.
SELECT number, accepted_at, webhooks
  FROM (SELECT number, accepted_at, webhooks,
               sum(octet_length(webhooks)) OVER (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
          FROM (SELECT number, accepted_at, webhooks FROM wh_event WHERE number > ? ORDER BY number LIMIT ?) AS e) AS f
 WHERE before IS NULL OR before + octet_length(webhooks) <= 1000000
 ORDER BY number;

-- name: FIND_ENDS
SELECT c.webhook_number, c.number, coalesce(c.event_number, c.number), CASE WHEN c.state >= 5 THEN c.finished_at END
  FROM json_each(?) AS k CROSS JOIN wh_chain AS c
    ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1;

-- name: FIND_ENDS_OF_RERUNS
SELECT c.webhook_number, c.number, c.event_number, CASE WHEN c.state >= 5 THEN c.finished_at END
  FROM json_each(?) AS k CROSS JOIN wh_chain AS c ON c.event_number = k.value;

-- name: LOCK_EXPIRED_CHAINS
SELECT c.webhook_number, c.number, coalesce(c.event_number, c.number)
  FROM json_each(?) AS k CROSS JOIN wh_chain AS c
    ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
 WHERE c.state >= 5 AND c.finished_at < ?;

-- name: DELETE_ATTEMPTS
DELETE FROM wh_attempt
 WHERE (webhook_number, chain_number) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?));

-- name: DELETE_CALLBACKS
DELETE FROM wh_callback
 WHERE (webhook_number, chain_number) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?));

-- name: DELETE_CALLBACK_PROBLEMS
DELETE FROM wh_callback_problem
 WHERE (webhook_number, chain_number) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?));

-- name: DELETE_CHAINS
DELETE FROM wh_chain WHERE (webhook_number, number) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?));

-- name: LOCK_EVENTS
SELECT number FROM wh_event WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number;

-- name: DELETE_EVENTS
DELETE FROM wh_event
 WHERE number IN (SELECT value FROM json_each(?))
   AND NOT EXISTS (
       SELECT 1
         FROM json_each('[' || replace(wh_event.webhooks, ' ', ',') || ']') AS w
        CROSS JOIN wh_chain AS c ON c.webhook_number = w.value AND c.number = wh_event.number)
   AND NOT EXISTS (SELECT 1 FROM wh_chain AS c WHERE c.event_number = wh_event.number)
   AND NOT EXISTS (SELECT 1 FROM wh_fan_out AS f WHERE f.event_number = wh_event.number);

-- name: DELETE_LOGGED_VERSIONS
-- Not the latest one, by which a node knows that it has seen all.
DELETE FROM wh_webhook_version_log WHERE changed_at < ? AND version < (SELECT value FROM wh_webhook_version);

-- name: DELETE_ORDERING_KEYS
-- That some delivery of a key waits means that another one does not.
DELETE FROM wh_ordering_key
 WHERE key IN (
       SELECT k.key FROM wh_ordering_key AS k
        WHERE k.used_at < ?
          AND NOT EXISTS (
              SELECT 1 FROM wh_pending_delivery AS d
               WHERE d.ordering_key = k.key AND d.lease_owner IS NOT 'waits_for_turn')
          AND NOT EXISTS (SELECT 1 FROM wh_fan_out AS f WHERE f.ordering_key = k.key)
        ORDER BY k.used_at LIMIT ?);

-- name: DELETE_REVISIONS
-- Not those of a webhook that was changed lately: a node that has not seen the change still starts chains with them.
-- None while there are slices, which may need any of them. A former revision is needed only by chains that were started
-- before the last change, or soon after it by a node that had not seen it: they are the first of the webhook, of which no
-- more than a thousand are looked at. The present revision of a deleted webhook goes with it, once all nodes that remember
-- a version have seen the deletion.
WITH old AS MATERIALIZED (
    SELECT r.webhook_id, r.revision
      FROM wh_webhook AS w
      JOIN wh_webhook_revision AS r ON r.webhook_id = w.id
     WHERE w.changed_at < ?1
       AND NOT EXISTS (SELECT 1 FROM wh_fan_out)
       AND CASE WHEN r.revision = w.revision
                THEN w.status = 'deleted' AND w.version <= (SELECT min(version) FROM wh_webhook_version_log)
                     AND NOT EXISTS (SELECT 1 FROM wh_chain AS c WHERE c.webhook_number = w.number)
                ELSE (SELECT coalesce(sum(first.revision = r.revision), 0) = 0
                             AND (count(*) < 1000 OR max(first.started_at) >= w.changed_at + ?2)
                        FROM (SELECT c.revision, c.started_at FROM wh_chain AS c
                               WHERE c.webhook_number = w.number ORDER BY c.number LIMIT 1000) AS first)
           END)
DELETE FROM wh_webhook_revision WHERE (webhook_id, revision) IN (SELECT webhook_id, revision FROM old);

-- name: DELETE_WEBHOOKS
DELETE FROM wh_webhook
 WHERE status = 'deleted' AND changed_at < ? AND version <= (SELECT min(version) FROM wh_webhook_version_log)
   AND NOT EXISTS (SELECT 1 FROM wh_webhook_revision WHERE webhook_id = wh_webhook.id);

-- name: LOCK_CHAINS_OF_WEBHOOK
SELECT webhook_number, number, coalesce(event_number, number)
  FROM wh_chain WHERE webhook_number = ? AND state >= 5 ORDER BY number LIMIT ?;

-- name: LOCK_CHAINS_OF_ERASED_WEBHOOKS
-- Those that were started after the webhook was erased. Empty settings are those of an erased webhook.
SELECT c.webhook_number, c.number, coalesce(c.event_number, c.number)
  FROM wh_webhook AS w
 CROSS JOIN wh_webhook_revision AS r
 CROSS JOIN wh_chain AS c
 WHERE w.status = 'deleted' AND r.webhook_id = w.id AND r.revision = w.revision AND r.settings = ''
   AND c.webhook_number = w.number AND c.state >= 5
 LIMIT ?;

-- name: DELETE_SET_ASIDE_OF_CHAINS
-- The id of a record begins with that of its chain and a dot; a slash follows the dot in ASCII.
DELETE FROM wh_set_aside
 WHERE id IN (SELECT s.id FROM json_each(?) CROSS JOIN wh_set_aside AS s
               WHERE s.id > value || '.' AND s.id < value || '/');

-- name: FIND_BULK_JOB
SELECT id, action, query, planned, planned_more, position, done, failed, skipped_state, skipped_chain, skipped_deleted,
       skipped_disabled, state, started_by, started_at, finished_at
  FROM wh_bulk_job WHERE id = ?;

-- name: FIND_RUNNING_BULK_JOB
SELECT id, action, query, planned, planned_more, position, done, failed, skipped_state, skipped_chain, skipped_deleted,
       skipped_disabled, state, started_by, started_at, finished_at
  FROM wh_bulk_job WHERE state = 'running';

-- name: LIST_BULK_JOBS
SELECT id, action, query, planned, planned_more, position, done, failed, skipped_state, skipped_chain, skipped_deleted,
       skipped_disabled, state, started_by, started_at, finished_at
  FROM wh_bulk_job ORDER BY id DESC LIMIT ?;

-- name: LIST_BULK_JOBS_BEFORE
SELECT id, action, query, planned, planned_more, position, done, failed, skipped_state, skipped_chain, skipped_deleted,
       skipped_disabled, state, started_by, started_at, finished_at
  FROM wh_bulk_job WHERE id < ? ORDER BY id DESC LIMIT ?;

-- name: DELETE_BULK_JOBS
DELETE FROM wh_bulk_job WHERE finished_at < ?;
