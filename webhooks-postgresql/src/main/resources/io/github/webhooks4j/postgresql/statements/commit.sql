-- What a commit loads, locks and writes. Rows are locked in one order: chains, pending deliveries, webhooks.

-- name: FIND_EVENTS
SELECT id, topic, type, digest, chains FROM wh_event WHERE id = ANY (?);

-- name: ACCEPTED_EVENTS
SELECT id, chains FROM wh_event WHERE id = ANY (?);

-- name: FIND_CHAINS
SELECT id, webhook_id, revision, (SELECT e.id FROM wh_event AS e WHERE e.seq = event_seq) AS event_id, steps,
       expect_final, callback_deadline_millis, state, step, cause, deadline_at, resume_count, started_at, finished_at,
       destinations
  FROM wh_chain WHERE id = ANY (?);

-- name: LOCK_CHAINS
SELECT id, webhook_id, revision, (SELECT e.id FROM wh_event AS e WHERE e.seq = event_seq) AS event_id, steps,
       expect_final, callback_deadline_millis, state, step, cause, deadline_at, resume_count, started_at, finished_at,
       destinations
  FROM wh_chain WHERE id = ANY (?) ORDER BY wh_chain.id FOR NO KEY UPDATE;

-- name: FIND_PENDING
SELECT chain_id, due_at, attempt, failures, sender_faults, new_connection, fencing_token, lease_owner, available_at
  FROM wh_pending_delivery WHERE chain_id = ANY (?);

-- name: LOCK_PENDING
-- A statement of its own: a claim locks only this row, and what it wrote must be seen once the chain is locked.
SELECT chain_id, due_at, attempt, failures, sender_faults, new_connection, fencing_token, lease_owner, available_at
  FROM wh_pending_delivery WHERE chain_id = ANY (?) ORDER BY chain_id FOR UPDATE;

-- name: FIND_CALLBACKS
SELECT chain_id, step, resume_count, state, description, context, target_url, received_at
  FROM wh_callback WHERE chain_id = ANY (?) ORDER BY received_at, step, resume_count;

-- name: FIND_ATTEMPTS
SELECT chain_id, step, resume_count, attempt_number, fencing_token, attempted_at, status, failure, retry_after,
       location, body, total_micros,
       connect_micros, first_byte_micros, download_micros
  FROM wh_attempt WHERE chain_id = ANY (?) ORDER BY attempted_at, step, resume_count, attempt_number, fencing_token;

-- name: FIND_WEBHOOK_STATES
SELECT id, status, failing_since, failed_attempts, changed_at FROM wh_webhook WHERE id = ANY (?);

-- name: LOCK_WEBHOOK_STATES
SELECT id, status, failing_since, failed_attempts, changed_at
  FROM wh_webhook WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE;

-- name: INSERT_EVENTS
INSERT INTO wh_event (id, topic, tag, type, occurred_at, accepted_at, chains, attributes, test, digest, body)
SELECT r.id, r.topic, r.tag, r.type, r.occurred_at, r.accepted_at, r.chains, r.attributes, r.test, r.digest, r.body
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (id, topic, tag, type, occurred_at, accepted_at, chains, attributes, test, digest, body)
    ON CONFLICT (id) DO NOTHING;

-- name: INSERT_CHAINS
INSERT INTO wh_chain (event_seq, id, webhook_id, started_at, revision, steps, expect_final, callback_deadline_millis,
        destinations, state, step, cause, deadline_at, resume_count, finished_at)
SELECT (SELECT seq FROM wh_event WHERE id = r.event_seq), r.id, r.webhook_id, r.started_at, r.revision, r.steps,
       r.expect_final, r.callback_deadline_millis, r.destinations, r.state, r.step, r.cause, r.deadline_at,
       r.resume_count,
       r.finished_at
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (event_seq, id, webhook_id, started_at, revision, steps, expect_final, callback_deadline_millis,
          destinations, state, step, cause, deadline_at, resume_count, finished_at);

-- name: UPDATE_CHAINS
UPDATE wh_chain AS t
   SET state = r.state, step = r.step, cause = r.cause, deadline_at = r.deadline_at, resume_count = r.resume_count,
       finished_at = r.finished_at
  FROM unnest(?, ?, ?, ?, ?, ?, ?)
    AS r (state, step, cause, deadline_at, resume_count, finished_at, id)
 WHERE t.id = r.id;

-- name: MOVE_CHAINS
UPDATE wh_chain AS t
   SET revision = r.revision, steps = r.steps, expect_final = r.expect_final,
       callback_deadline_millis = r.callback_deadline_millis, destinations = r.destinations
  FROM unnest(?, ?, ?, ?, ?, ?)
    AS r (revision, steps, expect_final, callback_deadline_millis, destinations, id)
 WHERE t.id = r.id;

-- name: PUT_PENDING
INSERT INTO wh_pending_delivery (chain_id, webhook_id, destination, step, resume_count, due_at, attempt, failures,
       sender_faults,
        new_connection, fencing_token, lease_owner, available_at)
SELECT r.chain_id, r.webhook_id, r.destination, r.step, r.resume_count, r.due_at, r.attempt, r.failures,
       r.sender_faults,
       r.new_connection, r.fencing_token, r.lease_owner, r.available_at
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (chain_id, webhook_id, destination, step, resume_count, due_at, attempt, failures, sender_faults,
       new_connection,
          fencing_token, lease_owner, available_at)
    ON CONFLICT (chain_id) DO UPDATE
   SET destination = excluded.destination, step = excluded.step, resume_count = excluded.resume_count,
       due_at = excluded.due_at, attempt = excluded.attempt, failures = excluded.failures,
       sender_faults = excluded.sender_faults, new_connection = excluded.new_connection,
       fencing_token = excluded.fencing_token, lease_owner = excluded.lease_owner,
       available_at = excluded.available_at;

-- name: DELETE_PENDING
DELETE FROM wh_pending_delivery WHERE chain_id = ANY (?);

-- name: INSERT_ATTEMPTS
INSERT INTO wh_attempt (chain_id, step, resume_count, attempt_number, fencing_token, attempted_at, status, failure,
       retry_after, location, body,
        total_micros, connect_micros, first_byte_micros, download_micros)
SELECT r.chain_id, r.step, r.resume_count, r.attempt_number, r.fencing_token, r.attempted_at, r.status, r.failure,
       r.retry_after, r.location, r.body,
       r.total_micros, r.connect_micros, r.first_byte_micros, r.download_micros
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (chain_id, step, resume_count, attempt_number, fencing_token, attempted_at, status, failure, retry_after,
       location, body, total_micros,
          connect_micros, first_byte_micros, download_micros);

-- name: INSERT_CALLBACKS
INSERT INTO wh_callback (chain_id, step, resume_count, state, description, context, target_url, received_at)
SELECT r.chain_id, r.step, r.resume_count, r.state, r.description, r.context, r.target_url, r.received_at
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
    AS r (chain_id, step, resume_count, state, description, context, target_url, received_at);

-- name: UPDATE_WEBHOOK_STATES
UPDATE wh_webhook AS t
   SET status = r.status, failing_since = r.failing_since, failed_attempts = r.failed_attempts
  FROM unnest(?, ?, ?, ?)
    AS r (status, failing_since, failed_attempts, id)
 WHERE t.id = r.id;

-- name: ADD_COUNTS
-- Each connection adds to a row of its own, so that no transaction waits for another one.
INSERT INTO wh_ledger (writer, accepted, complete, awaiting_callback, delivering, interrupted, cancelled)
VALUES (pg_backend_pid()::text, ?, ?, ?, ?, ?, ?)
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
  FROM wh_ledger WHERE writer <> 'total' ORDER BY writer FOR UPDATE SKIP LOCKED;

-- name: DELETE_COUNTS
DELETE FROM wh_ledger WHERE writer = ANY (?);
