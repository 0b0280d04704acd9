-- What a commit loads, locks and writes. Rows are locked in one order: chains, pending deliveries, webhooks.

-- name: FIND_EVENTS
SELECT id, topic, type, digest, number, webhooks FROM wh_event WHERE id IN (SELECT value FROM json_each(?));

-- name: ACCEPTED_EVENTS
SELECT id, number, webhooks FROM wh_event WHERE id IN (SELECT value FROM json_each(?));

-- name: FIND_EVENT_NUMBERS
SELECT number FROM wh_event WHERE number IN (SELECT value FROM json_each(?));

-- name: LOCK_SENT_EVENTS
-- There is nothing to lock.
SELECT number FROM wh_event WHERE id IN (SELECT value FROM json_each(?)) LIMIT 0;

-- name: FIND_SENT_CHAINS
-- The chains that an event started when it was accepted have its number, also before they are created.
SELECT k.value, w.value, e.number,
       CASE WHEN instr(' ' || e.webhooks || ' ', ' ' || w.value || ' ') > 0 THEN e.number
            ELSE (SELECT min(c.number) FROM wh_chain AS c
                   WHERE c.event_number = e.number AND c.webhook_number = w.value)
       END
  FROM json_each(?) AS k
 CROSS JOIN json_each(?) AS w ON w.key = k.key
 CROSS JOIN wh_event AS e ON e.id = k.value;

-- name: FIND_CHAINS
-- CROSS JOIN keeps SQLite to the order of the tables: from the keys to the rows.
SELECT c.webhook_number, c.number,
       coalesce((SELECT w.id FROM wh_webhook AS w WHERE w.number = c.webhook_number), 'lost_' || c.webhook_number),
       c.revision, coalesce(c.event_number, c.number),
       e.id, c.steps,
       c.expect_final, c.callback_deadline_millis, c.state, c.step, c.cause, c.deadline_at, c.resume_count, c.started_at,
       CASE WHEN c.state >= 5 THEN c.finished_at END, c.destinations,
       CASE WHEN c.first_status <> 999 THEN c.first_attempted_at END, c.first_status, c.first_total_micros - 4294967296,
       c.first_connect_micros - 4294967296, c.first_response_micros - 4294967296,
       c.first_download_micros - 4294967296, CASE WHEN c.event_number IS NULL THEN e.ordering_key END,
       e.ordering_sequence
  FROM json_each(?) AS k CROSS JOIN wh_chain AS c
    ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
  LEFT JOIN wh_event AS e ON e.number = coalesce(c.event_number, c.number);

-- name: LOCK_CHAINS
SELECT c.webhook_number, c.number,
       coalesce((SELECT w.id FROM wh_webhook AS w WHERE w.number = c.webhook_number), 'lost_' || c.webhook_number),
       c.revision, coalesce(c.event_number, c.number),
       e.id, c.steps,
       c.expect_final, c.callback_deadline_millis, c.state, c.step, c.cause, c.deadline_at, c.resume_count, c.started_at,
       CASE WHEN c.state >= 5 THEN c.finished_at END, c.destinations,
       CASE WHEN c.first_status <> 999 THEN c.first_attempted_at END, c.first_status, c.first_total_micros - 4294967296,
       c.first_connect_micros - 4294967296, c.first_response_micros - 4294967296,
       c.first_download_micros - 4294967296, CASE WHEN c.event_number IS NULL THEN e.ordering_key END,
       e.ordering_sequence
  FROM json_each(?) AS k CROSS JOIN wh_chain AS c
    ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
  LEFT JOIN wh_event AS e ON e.number = coalesce(c.event_number, c.number)
 ORDER BY c.webhook_number, c.number;

-- name: FIND_PENDING
SELECT d.webhook_number, d.chain_number, d.due_at, d.attempt, d.failures, d.sender_faults, d.new_connection,
       d.fencing_token, d.lease_owner, d.available_at
  FROM json_each(?) AS k CROSS JOIN wh_pending_delivery AS d
    ON d.webhook_number = k.value ->> 0 AND d.chain_number = k.value ->> 1;

-- name: LOCK_PENDING
SELECT d.webhook_number, d.chain_number, d.due_at, d.attempt, d.failures, d.sender_faults, d.new_connection,
       d.fencing_token, d.lease_owner, d.available_at
  FROM json_each(?) AS k CROSS JOIN wh_pending_delivery AS d
    ON d.webhook_number = k.value ->> 0 AND d.chain_number = k.value ->> 1
 ORDER BY d.webhook_number, d.chain_number;

-- name: LOCK_PENDING_IN_ORDER
SELECT d.webhook_number, d.chain_number, d.due_at, d.attempt, d.failures, d.sender_faults, d.new_connection,
       d.fencing_token, d.lease_owner, d.available_at
  FROM json_each(?) AS k CROSS JOIN wh_pending_delivery AS d
    ON d.webhook_number = k.value ->> 0 AND d.chain_number = k.value ->> 1
 ORDER BY d.webhook_number, d.chain_number;

-- name: LOCK_ORDERING_KEYS
-- WHERE: else ON would belong to the SELECT.
INSERT INTO wh_ordering_key (key, sequence, used_at)
SELECT value, 0, 0 FROM json_each(?) WHERE true
    ON CONFLICT (key) DO NOTHING;

-- name: FIND_SEQUENCES
SELECT key, sequence FROM wh_ordering_key WHERE key IN (SELECT value FROM json_each(?));

-- name: FIND_LISTED_KEYS
SELECT value FROM json_each(?) AS k
 WHERE EXISTS (SELECT 1 FROM wh_fan_out AS f WHERE f.ordering_key = k.value);

-- name: LOCK_ORDERED_LANES
-- There is nothing to lock.
SELECT 1 FROM json_each(?) LIMIT 0;

-- name: FIND_ORDERED_LANES
-- An index has those whose turn it is, and another those that wait: SQLite would rather read all of the webhook.
SELECT d.webhook_number, d.chain_number
  FROM json_each(?1) AS w
 CROSS JOIN wh_pending_delivery AS d INDEXED BY wh_pending_delivery_in_turn
    ON d.ordering_key = ?3 ->> w.key AND d.webhook_number = w.value AND d.step = ?2 ->> w.key
 WHERE d.lease_owner IS NOT 'waits_for_turn'
UNION ALL
SELECT d.webhook_number, d.chain_number
  FROM json_each(?1) AS w
 CROSS JOIN wh_pending_delivery AS d
    ON d.webhook_number = w.value
   AND d.chain_number IN (
       SELECT p.chain_number FROM wh_pending_delivery AS p INDEXED BY wh_pending_delivery_waiting
        WHERE p.ordering_key = ?3 ->> w.key AND p.webhook_number = w.value AND p.step = ?2 ->> w.key
          AND p.lease_owner = 'waits_for_turn'
        ORDER BY p.ordering_sequence, p.chain_number LIMIT ?4);

-- name: SET_SEQUENCES
UPDATE wh_ordering_key SET sequence = ?, used_at = ? WHERE key = ?;

-- name: FIND_CALLBACKS
SELECT b.webhook_number, b.chain_number, b.step, b.resume_count, b.state, b.description, b.context, b.target_url,
       b.received_at
  FROM json_each(?) AS k CROSS JOIN wh_callback AS b
    ON b.webhook_number = k.value ->> 0 AND b.chain_number = k.value ->> 1
 ORDER BY b.received_at, b.step, b.resume_count;

-- name: FIND_CALLBACK_PROBLEMS
SELECT p.webhook_number, p.chain_number, p.step, p.kind, p.detail, p.received_at
  FROM json_each(?) AS k CROSS JOIN wh_callback_problem AS p
    ON p.webhook_number = k.value ->> 0 AND p.chain_number = k.value ->> 1
 ORDER BY p.received_at, p.step, p.number;

-- name: FIND_ATTEMPTS
SELECT a.webhook_number, a.chain_number, a.step, a.resume_count, a.attempt_number, a.fencing_token, a.attempted_at,
       a.status, a.failure, a.retry_after, a.location, a.body, a.total_micros, a.connect_micros, a.first_byte_micros,
       a.download_micros
  FROM json_each(?) AS k CROSS JOIN wh_attempt AS a
    ON a.webhook_number = k.value ->> 0 AND a.chain_number = k.value ->> 1
 ORDER BY a.attempted_at, a.step, a.resume_count, a.attempt_number, a.fencing_token;

-- name: FIND_WEBHOOK_STATES
SELECT id, status, failing_since, failed_attempts, changed_at FROM wh_webhook
 WHERE id IN (SELECT value FROM json_each(?));

-- name: LOCK_WEBHOOK_STATES
SELECT id, status, failing_since, failed_attempts, changed_at
  FROM wh_webhook WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id;

-- name: INSERT_EVENTS
INSERT INTO wh_event (number, id, topic, tag, type, occurred_at, accepted_at, webhooks, attributes, test, digest, body,
        ordering_key, ordering_sequence)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING;

-- name: INSERT_CHAINS
INSERT INTO wh_chain (webhook_number, number, event_number, started_at, revision, steps, expect_final,
        callback_deadline_millis, destinations, state, step, cause, deadline_at, resume_count, finished_at,
        first_attempted_at, first_status, first_total_micros, first_connect_micros, first_response_micros,
        first_download_micros)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, coalesce(?15, ?4),
        ?4, 999, 4294967296, 4294967296, 4294967296, 4294967296);

-- name: SETTLE_HELD
UPDATE wh_chain
   SET state = ?1, deadline_at = ?2, finished_at = coalesce(?3, finished_at),
       first_attempted_at = coalesce(?4, first_attempted_at), first_status = coalesce(?5, 999),
       first_total_micros = 4294967296 + coalesce(?6, 0), first_connect_micros = 4294967296 + coalesce(?7, 0),
       first_response_micros = 4294967296 + coalesce(?8, 0), first_download_micros = 4294967296 + coalesce(?9, 0)
 WHERE webhook_number = ?10 AND number = ?11 AND state = 2 AND revision = ?12;

-- name: UPDATE_CHAINS
UPDATE wh_chain
   SET state = ?1, step = ?2, cause = ?3, deadline_at = ?4, resume_count = ?5, finished_at = coalesce(?6, started_at)
 WHERE webhook_number = ?7 AND number = ?8 AND (?9 IS NULL OR state = 2 AND revision = ?9);

-- name: MOVE_CHAINS
UPDATE wh_chain
   SET revision = ?1, steps = ?2, expect_final = ?3, callback_deadline_millis = ?4, destinations = ?5
 WHERE webhook_number = ?6 AND number = ?7 AND (?8 IS NULL OR state = 2 AND revision = ?8);

-- name: PUT_PENDING
INSERT INTO wh_pending_delivery (webhook_number, chain_number, destination, step, resume_count, due_at, attempt, failures,
        sender_faults, new_connection, fencing_token, lease_owner, available_at, ordering_key, ordering_sequence)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (webhook_number, chain_number) DO UPDATE
   SET destination = excluded.destination, step = excluded.step, resume_count = excluded.resume_count,
       due_at = excluded.due_at, attempt = excluded.attempt, failures = excluded.failures,
       sender_faults = excluded.sender_faults, new_connection = excluded.new_connection,
       fencing_token = excluded.fencing_token, lease_owner = excluded.lease_owner,
       available_at = excluded.available_at, ordering_key = excluded.ordering_key,
       ordering_sequence = excluded.ordering_sequence;

-- name: DELETE_PENDING
DELETE FROM wh_pending_delivery
 WHERE (webhook_number, chain_number) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?));

-- name: INSERT_CLAIM_BATCH
INSERT INTO wh_claim_batch (number, lease_owner, lease_until, chains)
VALUES (random() & 9223372036854775807, ?, ?, ?)
RETURNING number;

-- name: DELETE_CLAIM_BATCHES
-- One that holds a chain after all, as after a restore, is left to be dissolved when its lease has ended.
DELETE FROM wh_claim_batch
 WHERE number IN (SELECT value FROM json_each(?))
   AND NOT EXISTS (
       SELECT 1
         FROM json_each(wh_claim_batch.chains) AS k
        CROSS JOIN wh_chain AS c ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
        WHERE c.state = 2);

-- name: INSERT_ATTEMPTS
INSERT INTO wh_attempt (webhook_number, chain_number, step, resume_count, attempt_number, fencing_token, attempted_at, status, failure,
       retry_after, location, body,
        total_micros, connect_micros, first_byte_micros, download_micros)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: INSERT_CALLBACKS
INSERT INTO wh_callback (webhook_number, chain_number, step, resume_count, state, description, context, target_url, received_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: INSERT_CALLBACK_PROBLEMS
INSERT INTO wh_callback_problem (webhook_number, chain_number, step, number, kind, detail, received_at)
SELECT ?1, ?2, ?3, count(*) + 1, ?4, ?5, ?6
  FROM wh_callback_problem WHERE webhook_number = ?1 AND chain_number = ?2 AND step = ?3 HAVING count(*) < 20;

-- name: UPDATE_WEBHOOK_STATES
UPDATE wh_webhook
   SET status = ?, failing_since = ?, failed_attempts = ?
 WHERE id = ?;

-- name: ADD_COUNTS
INSERT INTO wh_chain_counts (writer, accepted, complete, awaiting_callback, delivering, interrupted, cancelled)
VALUES ('total', ?, ?, ?, ?, ?, ?)
    ON CONFLICT (writer) DO UPDATE
   SET accepted = wh_chain_counts.accepted + excluded.accepted,
       complete = wh_chain_counts.complete + excluded.complete,
       awaiting_callback = wh_chain_counts.awaiting_callback + excluded.awaiting_callback,
       delivering = wh_chain_counts.delivering + excluded.delivering,
       interrupted = wh_chain_counts.interrupted + excluded.interrupted,
       cancelled = wh_chain_counts.cancelled + excluded.cancelled;

-- name: ADD_TOTAL_COUNTS
INSERT INTO wh_chain_counts (writer, accepted, complete, awaiting_callback, delivering, interrupted, cancelled)
VALUES ('total', ?, ?, ?, ?, ?, ?)
    ON CONFLICT (writer) DO UPDATE
   SET accepted = wh_chain_counts.accepted + excluded.accepted,
       complete = wh_chain_counts.complete + excluded.complete,
       awaiting_callback = wh_chain_counts.awaiting_callback + excluded.awaiting_callback,
       delivering = wh_chain_counts.delivering + excluded.delivering,
       interrupted = wh_chain_counts.interrupted + excluded.interrupted,
       cancelled = wh_chain_counts.cancelled + excluded.cancelled;

-- name: COUNT_CHAINS
-- One statement, and so one moment. The last two are what deleted webhooks left unfinished.
SELECT *
  FROM (SELECT coalesce(sum(accepted), 0), coalesce(sum(complete), 0), coalesce(sum(awaiting_callback), 0),
               coalesce(sum(delivering), 0), coalesce(sum(interrupted), 0), coalesce(sum(cancelled), 0)
          FROM wh_chain_counts) AS counts
 CROSS JOIN (
       SELECT coalesce(sum((SELECT count(*) FROM wh_chain AS c INDEXED BY wh_chain_awaiting
                             WHERE c.webhook_number = w.number AND c.deadline_at IS NOT NULL)), 0),
              coalesce(sum((SELECT count(*) FROM wh_pending_delivery AS d WHERE d.webhook_number = w.number)), 0)
              + (SELECT count(*)
                   FROM (SELECT 1 WHERE EXISTS (SELECT 1 FROM wh_webhook WHERE status = 'deleted')) AS any_deleted
                  CROSS JOIN wh_claim_batch AS b
                  CROSS JOIN json_each(b.chains) AS k
                  CROSS JOIN wh_webhook AS w ON w.number = k.value ->> 0
                  CROSS JOIN wh_chain AS c ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
                  WHERE w.status = 'deleted' AND c.state = 2)
         FROM wh_webhook AS w WHERE w.status = 'deleted') AS left_over;

-- name: LOCK_COUNTS
SELECT accepted, complete, awaiting_callback, delivering, interrupted, cancelled, writer
  FROM wh_chain_counts WHERE writer <> 'total' ORDER BY writer;

-- name: DELETE_COUNTS
DELETE FROM wh_chain_counts WHERE writer IN (SELECT value FROM json_each(?));

-- name: PUT_BULK_JOBS
INSERT INTO wh_bulk_job (id, action, query, planned, planned_more, position, done, failed, skipped_state, skipped_chain,
       skipped_deleted, skipped_disabled, state, started_by, started_at, finished_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE
   SET position = excluded.position, done = excluded.done, failed = excluded.failed, skipped_state = excluded.skipped_state,
       skipped_chain = excluded.skipped_chain, skipped_deleted = excluded.skipped_deleted,
       skipped_disabled = excluded.skipped_disabled, state = excluded.state, finished_at = excluded.finished_at;

-- name: LOCK_BULK_JOBS
SELECT id, action, query, planned, planned_more, position, done, failed, skipped_state, skipped_chain, skipped_deleted,
       skipped_disabled, state, started_by, started_at, finished_at
  FROM wh_bulk_job WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id;

-- name: LOCK_RUNNING_BULK_JOB
SELECT id, action, query, planned, planned_more, position, done, failed, skipped_state, skipped_chain, skipped_deleted,
       skipped_disabled, state, started_by, started_at, finished_at
  FROM wh_bulk_job WHERE state = 'running';
