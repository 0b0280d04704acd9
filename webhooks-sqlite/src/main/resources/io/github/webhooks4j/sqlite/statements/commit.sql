-- What a commit loads, locks and writes. Rows are locked in one order: chains, pending deliveries, webhooks.

-- name: FIND_EVENTS
SELECT id, topic, type, digest, chains FROM wh_event WHERE id IN (SELECT value FROM json_each(?, '$.keys'));

-- name: ACCEPTED_EVENTS
SELECT id, chains FROM wh_event WHERE id IN (SELECT value FROM json_each(?, '$.keys'));

-- name: FIND_CHAINS
SELECT id, webhook_id, revision, (SELECT e.id FROM wh_event AS e WHERE e.seq = event_seq) AS event_id, steps,
       expect_final, callback_deadline_millis, state, step, cause, deadline_at, resume_count, started_at, finished_at,
       destinations
  FROM wh_chain WHERE id IN (SELECT value FROM json_each(?, '$.keys'));

-- name: LOCK_CHAINS
SELECT id, webhook_id, revision, (SELECT e.id FROM wh_event AS e WHERE e.seq = event_seq) AS event_id, steps,
       expect_final, callback_deadline_millis, state, step, cause, deadline_at, resume_count, started_at, finished_at,
       destinations
  FROM wh_chain WHERE id IN (SELECT value FROM json_each(?, '$.keys')) ORDER BY wh_chain.id;

-- name: FIND_PENDING
SELECT chain_id, due_at, attempt, failures, sender_faults, new_connection, fencing_token, lease_owner, available_at
  FROM wh_pending_delivery WHERE chain_id IN (SELECT value FROM json_each(?, '$.keys'));

-- name: LOCK_PENDING
SELECT chain_id, due_at, attempt, failures, sender_faults, new_connection, fencing_token, lease_owner, available_at
  FROM wh_pending_delivery WHERE chain_id IN (SELECT value FROM json_each(?, '$.keys')) ORDER BY chain_id;

-- name: FIND_CALLBACKS
SELECT chain_id, step, resume_count, state, description, context, target_url, received_at
  FROM wh_callback WHERE chain_id IN (SELECT value FROM json_each(?, '$.keys'))
 ORDER BY received_at, step, resume_count;

-- name: FIND_ATTEMPTS
SELECT chain_id, step, resume_count, attempt_number, fencing_token, attempted_at, status, failure, retry_after,
       location, body, total_micros,
       connect_micros, first_byte_micros, download_micros
  FROM wh_attempt WHERE chain_id IN (SELECT value FROM json_each(?, '$.keys'))
 ORDER BY attempted_at, step, resume_count, attempt_number, fencing_token;

-- name: FIND_WEBHOOK_STATES
SELECT id, status, failing_since, failed_attempts, changed_at FROM wh_webhook
 WHERE id IN (SELECT value FROM json_each(?, '$.keys'));

-- name: LOCK_WEBHOOK_STATES
SELECT id, status, failing_since, failed_attempts, changed_at
  FROM wh_webhook WHERE id IN (SELECT value FROM json_each(?, '$.keys')) ORDER BY id;

-- name: INSERT_EVENTS
INSERT INTO wh_event (id, topic, tag, type, occurred_at, accepted_at, chains, attributes, test, digest, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING;

-- name: INSERT_CHAINS
INSERT INTO wh_chain (event_seq, id, webhook_id, started_at, revision, steps, expect_final, callback_deadline_millis,
        destinations, state, step, cause, deadline_at, resume_count, finished_at)
VALUES ((SELECT seq FROM wh_event WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: UPDATE_CHAINS
UPDATE wh_chain
   SET state = ?, step = ?, cause = ?, deadline_at = ?, resume_count = ?, finished_at = ?
 WHERE id = ?;

-- name: MOVE_CHAINS
UPDATE wh_chain
   SET revision = ?, steps = ?, expect_final = ?, callback_deadline_millis = ?, destinations = ?
 WHERE id = ?;

-- name: PUT_PENDING
INSERT INTO wh_pending_delivery (chain_id, webhook_id, destination, step, resume_count, due_at, attempt, failures,
       sender_faults,
        new_connection, fencing_token, lease_owner, available_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (chain_id) DO UPDATE
   SET destination = excluded.destination, step = excluded.step, resume_count = excluded.resume_count,
       due_at = excluded.due_at, attempt = excluded.attempt, failures = excluded.failures,
       sender_faults = excluded.sender_faults, new_connection = excluded.new_connection,
       fencing_token = excluded.fencing_token, lease_owner = excluded.lease_owner,
       available_at = excluded.available_at;

-- name: DELETE_PENDING
DELETE FROM wh_pending_delivery WHERE chain_id IN (SELECT value FROM json_each(?, '$.keys'));

-- name: INSERT_ATTEMPTS
INSERT INTO wh_attempt (chain_id, step, resume_count, attempt_number, fencing_token, attempted_at, status, failure,
       retry_after, location, body,
        total_micros, connect_micros, first_byte_micros, download_micros)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: INSERT_CALLBACKS
INSERT INTO wh_callback (chain_id, step, resume_count, state, description, context, target_url, received_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: UPDATE_WEBHOOK_STATES
UPDATE wh_webhook
   SET status = ?, failing_since = ?, failed_attempts = ?
 WHERE id = ?;

-- name: ADD_COUNTS
INSERT INTO wh_ledger (writer, accepted, complete, awaiting_callback, delivering, interrupted, cancelled)
VALUES ('total', ?, ?, ?, ?, ?, ?)
    ON CONFLICT (writer) DO UPDATE
   SET accepted = wh_ledger.accepted + excluded.accepted,
       complete = wh_ledger.complete + excluded.complete,
       awaiting_callback = wh_ledger.awaiting_callback + excluded.awaiting_callback,
       delivering = wh_ledger.delivering + excluded.delivering,
       interrupted = wh_ledger.interrupted + excluded.interrupted,
       cancelled = wh_ledger.cancelled + excluded.cancelled;

-- name: ADD_TOTAL_COUNTS
INSERT INTO wh_ledger (writer, accepted, complete, awaiting_callback, delivering, interrupted, cancelled)
VALUES ('total', ?, ?, ?, ?, ?, ?)
    ON CONFLICT (writer) DO UPDATE
   SET accepted = wh_ledger.accepted + excluded.accepted,
       complete = wh_ledger.complete + excluded.complete,
       awaiting_callback = wh_ledger.awaiting_callback + excluded.awaiting_callback,
       delivering = wh_ledger.delivering + excluded.delivering,
       interrupted = wh_ledger.interrupted + excluded.interrupted,
       cancelled = wh_ledger.cancelled + excluded.cancelled;

-- name: COUNT_CHAINS
-- One statement, and so one moment. The last two are what deleted webhooks left unfinished.
SELECT *
  FROM (SELECT coalesce(sum(accepted), 0), coalesce(sum(complete), 0), coalesce(sum(awaiting_callback), 0),
               coalesce(sum(delivering), 0), coalesce(sum(interrupted), 0), coalesce(sum(cancelled), 0)
          FROM wh_ledger) AS counts
 CROSS JOIN (
       SELECT coalesce(sum((SELECT count(*) FROM wh_chain AS c
                             WHERE c.webhook_id = w.id AND c.deadline_at IS NOT NULL)), 0),
              coalesce(sum((SELECT count(*) FROM wh_pending_delivery AS d WHERE d.webhook_id = w.id)), 0)
         FROM wh_webhook AS w WHERE w.status = 'deleted') AS left_over;

-- name: LOCK_COUNTS
SELECT accepted, complete, awaiting_callback, delivering, interrupted, cancelled, writer
  FROM wh_ledger WHERE writer <> 'total' ORDER BY writer;

-- name: DELETE_COUNTS
DELETE FROM wh_ledger WHERE writer IN (SELECT value FROM json_each(?, '$.keys'));
