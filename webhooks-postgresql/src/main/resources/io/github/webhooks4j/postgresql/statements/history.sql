-- What was done: pages of history, and what retention deletes of it.

-- name: LIST_CHAINS
SELECT webhook_number, number FROM wh_chain WHERE webhook_number = ? AND number < ? ORDER BY number DESC LIMIT ?;

-- name: LATEST_CHAINS
SELECT e.topic, c.state
  FROM (SELECT number, event_number, state FROM wh_chain WHERE webhook_number = ? ORDER BY number DESC LIMIT ?) AS c
 CROSS JOIN LATERAL (
       SELECT topic FROM wh_event AS e WHERE e.number = coalesce(c.event_number, c.number) LIMIT 1) AS e
 ORDER BY c.number DESC;

-- name: INTERRUPTED_CHAINS_OF_WEBHOOK
SELECT webhook_number, number FROM wh_chain
 WHERE webhook_number = ? AND number < ? AND cause IS NOT NULL ORDER BY number DESC LIMIT ?;

-- name: AWAITING_CHAINS_OF_WEBHOOK
SELECT webhook_number, number FROM wh_chain
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
SELECT k.webhook_number, k.number
  FROM wh_claim_batch AS b CROSS JOIN unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number);

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
-- LIMIT 1: every key is looked up, whatever the statistics are.
SELECT c.webhook_number, c.number, coalesce(w.id, 'lost_' || c.webhook_number), e.id, e.topic, e.type, e.test, c.state,
       c.step, c.cause, c.deadline_at, c.steps, c.started_at, c.finished_at,
       CASE WHEN c.event_number IS NULL THEN 0 ELSE 1 END, c.first_status,
       (SELECT d.due_at FROM wh_pending_delivery AS d
         WHERE d.webhook_number = c.webhook_number AND d.chain_number = c.number AND d.lease_owner IS NULL),
       CASE WHEN w.status = 'deleted' THEN w.changed_at END, c.resume_count
  FROM unnest(?, ?) AS k (webhook_number, number)
 CROSS JOIN LATERAL (
       SELECT * FROM wh_chain AS c WHERE c.webhook_number = k.webhook_number AND c.number = k.number LIMIT 1) AS c
 CROSS JOIN LATERAL (
       SELECT id, topic, type, test FROM wh_event AS e WHERE e.number = coalesce(c.event_number, c.number) LIMIT 1) AS e
  LEFT JOIN LATERAL (
       SELECT id, status, changed_at FROM wh_webhook AS w WHERE w.number = c.webhook_number LIMIT 1) AS w ON true
 WHERE (?::integer >> c.state) & 1 = 1 AND c.started_at >= ? AND c.started_at < ?
   AND (c.first_status BETWEEN ? AND ? OR c.first_status IS NULL OR c.steps > 1 OR c.state <> 5
        OR c.resume_count > 0)
   AND substr(e.topic, 1, ?) = ? AND substr(e.type, 1, ?) = ?;

-- name: LAST_ATTEMPTS
SELECT k.webhook_number, k.number, a.attempt_number, a.status, a.failure
  FROM unnest(?, ?) AS k (webhook_number, number)
 CROSS JOIN LATERAL (
       SELECT attempt_number, status, failure FROM wh_attempt AS a
        WHERE a.webhook_number = k.webhook_number AND a.chain_number = k.number
        ORDER BY a.step DESC, a.resume_count DESC, a.attempt_number DESC, a.fencing_token DESC LIMIT 1) AS a;

-- name: EVENTS_OF_CHAINS
SELECT c.webhook_number, c.number, e.id, e.topic, e.type, e.test
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = k.number
  JOIN wh_event AS e ON e.number = coalesce(c.event_number, c.number);

-- name: DELETED_WEBHOOKS_OF_CHAINS
SELECT k.webhook_number, k.number, c.deleted_at
  FROM unnest(?, ?) AS k (webhook_number, number)
 CROSS JOIN LATERAL (
       SELECT finished_at,
              (SELECT changed_at FROM wh_webhook AS w WHERE w.number = c.webhook_number AND w.status = 'deleted')
                  AS deleted_at
         FROM wh_chain AS c WHERE c.webhook_number = k.webhook_number AND c.number = k.number LIMIT 1) AS c
 WHERE c.finished_at IS NULL AND c.deleted_at IS NOT NULL;

-- name: FIND_EVENT
SELECT number, accepted_at, webhooks, id, topic, tag, type, occurred_at, attributes, test, body, ordering_key
  FROM wh_event WHERE id = ?;

-- name: EVENTS_OF_WEBHOOK
-- Plus 0: the chains of the event are to be read, and not all of the webhook.
SELECT e.number, e.id, e.topic, e.tag, e.type, e.test, e.accepted_at,
       CASE WHEN position(' ' || ?::bigint || ' ' IN ' ' || e.webhooks || ' ') > 0
              OR (SELECT c.number FROM wh_chain AS c
                   WHERE c.event_number = e.number AND c.webhook_number + 0 = ? LIMIT 1) IS NOT NULL
            THEN 1 ELSE 0 END
  FROM wh_event AS e WHERE e.number > ? AND e.number < ? ORDER BY e.number LIMIT ?;

-- name: SCAN_EVENTS
-- By their numbers, and so the oldest first: an index of what is finished would cost every chain more than scanning costs here.
-- As many as have no more than a megabyte of webhooks together, or the first alone.
SELECT number, accepted_at, webhooks
  FROM (SELECT number, accepted_at, webhooks,
               sum(octet_length(webhooks)) OVER (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
          FROM (SELECT number, accepted_at, webhooks FROM wh_event WHERE number > ? ORDER BY number LIMIT ?) AS e) AS f
 WHERE before IS NULL OR before + octet_length(webhooks) <= 1000000
 ORDER BY number;

-- name: FIND_ENDS
SELECT c.webhook_number, c.number, coalesce(c.event_number, c.number), c.finished_at
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = k.number;

-- name: FIND_ENDS_OF_RERUNS
SELECT webhook_number, number, event_number, finished_at FROM wh_chain WHERE event_number = ANY (?::bigint[]);

-- name: LOCK_EXPIRED_CHAINS
SELECT c.webhook_number, c.number, coalesce(c.event_number, c.number)
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = k.number
 WHERE c.finished_at < ? ORDER BY c.webhook_number, c.number FOR UPDATE OF c SKIP LOCKED;

-- name: DELETE_ATTEMPTS
DELETE FROM wh_attempt AS a USING unnest(?, ?) AS k (webhook_number, number)
 WHERE a.webhook_number = k.webhook_number AND a.chain_number = k.number;

-- name: DELETE_CALLBACKS
DELETE FROM wh_callback AS b USING unnest(?, ?) AS k (webhook_number, number)
 WHERE b.webhook_number = k.webhook_number AND b.chain_number = k.number;

-- name: DELETE_CALLBACK_PROBLEMS
DELETE FROM wh_callback_problem AS p USING unnest(?, ?) AS k (webhook_number, number)
 WHERE p.webhook_number = k.webhook_number AND p.chain_number = k.number;

-- name: DELETE_CHAINS
DELETE FROM wh_chain AS c USING unnest(?, ?) AS k (webhook_number, number)
 WHERE c.webhook_number = k.webhook_number AND c.number = k.number;

-- name: LOCK_EVENTS
-- Of two transactions that delete the last two chains of an event, one has to see that both are gone.
SELECT number FROM wh_event WHERE number = ANY (?::bigint[]) ORDER BY number FOR UPDATE;

-- name: DELETE_EVENTS
DELETE FROM wh_event AS e
 WHERE number = ANY (?::bigint[])
   AND NOT EXISTS (
       SELECT 1
         FROM unnest(string_to_array(e.webhooks, ' ')::bigint[]) AS k (webhook_number)
         JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = e.number)
   AND NOT EXISTS (SELECT 1 FROM wh_chain AS c WHERE c.event_number = e.number)
   AND NOT EXISTS (SELECT 1 FROM wh_fan_out AS f WHERE f.event_number = e.number);

-- name: DELETE_LOGGED_VERSIONS
-- Not the latest one, by which a node knows that it has seen all.
DELETE FROM wh_webhook_version_log WHERE changed_at < ? AND version < (SELECT value FROM wh_webhook_version);

-- name: DELETE_ORDERING_KEYS
-- A key that a publish has locked is used. That some other delivery waits means that one does not.
DELETE FROM wh_ordering_key
 WHERE key IN (
       SELECT k.key FROM wh_ordering_key AS k
        WHERE k.used_at < ?
          AND NOT EXISTS (
              SELECT 1 FROM wh_pending_delivery AS d
               WHERE d.ordering_key = k.key AND d.lease_owner IS DISTINCT FROM 'waits_for_turn')
          AND NOT EXISTS (SELECT 1 FROM wh_fan_out AS f WHERE f.ordering_key = k.key)
        ORDER BY k.used_at LIMIT ?
          FOR UPDATE SKIP LOCKED);

-- name: DELETE_REVISIONS
-- Not those of a webhook that was changed lately: a node that has not seen the change still starts chains with them.
-- None while there are slices, which may need any of them. The present revision of a deleted webhook goes with it, once
-- all nodes that remember a version have seen the deletion. Only the oldest chains of a webhook may run by a former revision:
-- those after them were started when no node used it any more. If a thousand do not lead so far, it is kept.
WITH old AS MATERIALIZED (
    SELECT r.webhook_id, r.revision
      FROM wh_webhook_revision AS r
      LEFT JOIN wh_webhook AS w ON w.id = r.webhook_id
     WHERE (w.id IS NULL
            OR w.changed_at < ?
           AND (w.revision <> r.revision
                OR w.status = 'deleted' AND w.version <= (SELECT min(version) FROM wh_webhook_version_log)
               AND NOT EXISTS (SELECT 1 FROM wh_chain AS c WHERE c.webhook_number = w.number)))
       AND NOT EXISTS (SELECT 1 FROM wh_fan_out)
       AND NOT EXISTS (
           SELECT 1
             FROM (SELECT c.revision, c.started_at, row_number() OVER (ORDER BY c.number) AS place
                     FROM wh_chain AS c WHERE c.webhook_number = w.number ORDER BY c.number LIMIT 1000) AS oldest
            WHERE oldest.revision = r.revision
               OR oldest.place = 1000
              AND oldest.started_at <= w.changed_at + ?)
       FOR UPDATE OF r SKIP LOCKED)
DELETE FROM wh_webhook_revision WHERE (webhook_id, revision) IN (SELECT webhook_id, revision FROM old);

-- name: DELETE_WEBHOOKS
DELETE FROM wh_webhook
 WHERE status = 'deleted' AND changed_at < ? AND version <= (SELECT min(version) FROM wh_webhook_version_log)
   AND NOT EXISTS (SELECT 1 FROM wh_webhook_revision WHERE webhook_id = wh_webhook.id);

-- name: LOCK_CHAINS_OF_WEBHOOK
SELECT webhook_number, number, coalesce(event_number, number)
  FROM wh_chain WHERE webhook_number = ? AND finished_at IS NOT NULL ORDER BY number LIMIT ?
   FOR UPDATE;

-- name: LOCK_CHAINS_OF_ERASED_WEBHOOKS
-- Those that were started after the webhook was erased. Empty settings are those of an erased webhook.
SELECT c.webhook_number, c.number, coalesce(c.event_number, c.number)
  FROM wh_webhook AS w
 CROSS JOIN wh_webhook_revision AS r
 CROSS JOIN wh_chain AS c
 WHERE w.status = 'deleted' AND r.webhook_id = w.id AND r.revision = w.revision AND r.settings = ''
   AND c.webhook_number = w.number AND c.finished_at IS NOT NULL
 LIMIT ?
   FOR UPDATE OF c SKIP LOCKED;

-- name: DELETE_SET_ASIDE_OF_CHAINS
-- The id of a record begins with that of its chain and a dot; a slash follows the dot in ASCII.
DELETE FROM wh_set_aside AS s USING unnest(?::text[]) AS c (id) WHERE s.id > c.id || '.' AND s.id < c.id || '/';

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
