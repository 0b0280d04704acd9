-- What a commit loads, locks and writes. Rows are locked in one order: claim batches, chains, pending deliveries that are in no
-- order, ordering keys, ordered lanes, pending deliveries in them, webhooks.

-- name: FIND_EVENTS
SELECT id, topic, type, digest, number, webhooks FROM wh_event WHERE id = ANY (?);

-- name: ACCEPTED_EVENTS
SELECT id, number, webhooks FROM wh_event WHERE id = ANY (?);

-- name: FIND_EVENT_NUMBERS
SELECT number FROM wh_event WHERE number = ANY (?::bigint[]);

-- name: LOCK_SENT_EVENTS
SELECT number FROM wh_event WHERE id = ANY (?) ORDER BY number FOR NO KEY UPDATE;

-- name: FIND_SENT_CHAINS
-- The chains that an event started when it was accepted have its number, also before they are created. Plus 0: the later chains
-- of the event are to be read, and not all of the webhook.
SELECT k.event_id, k.webhook_number, e.number,
       CASE WHEN position(' ' || k.webhook_number || ' ' IN ' ' || e.webhooks || ' ') > 0 THEN e.number
            ELSE (SELECT min(c.number) FROM wh_chain AS c
                   WHERE c.event_number = e.number AND c.webhook_number + 0 = k.webhook_number)
       END
  FROM unnest(?::text[], ?::bigint[]) AS k (event_id, webhook_number)
  JOIN wh_event AS e ON e.id = k.event_id;

-- name: FIND_CHAINS
SELECT c.webhook_number, c.number,
       coalesce((SELECT w.id FROM wh_webhook AS w WHERE w.number = c.webhook_number), 'lost_' || c.webhook_number)
           AS webhook_id,
       c.revision, coalesce(c.event_number, c.number) AS event_number,
       e.id AS event_id,
       c.steps, c.expect_final, c.callback_deadline_millis, c.state, c.step, c.cause, c.deadline_at, c.resume_count,
       c.started_at, c.finished_at, c.destinations,
       c.first_attempted_at, c.first_status, c.first_total_micros, c.first_connect_micros, c.first_response_micros,
       c.first_download_micros, CASE WHEN c.event_number IS NULL THEN e.ordering_key END AS ordering_key,
       e.ordering_sequence
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = k.number
  LEFT JOIN wh_event AS e ON e.number = coalesce(c.event_number, c.number);

-- name: LOCK_CHAINS
SELECT c.webhook_number, c.number,
       coalesce((SELECT w.id FROM wh_webhook AS w WHERE w.number = c.webhook_number), 'lost_' || c.webhook_number)
           AS webhook_id,
       c.revision, coalesce(c.event_number, c.number) AS event_number,
       e.id AS event_id,
       c.steps, c.expect_final, c.callback_deadline_millis, c.state, c.step, c.cause, c.deadline_at, c.resume_count,
       c.started_at, c.finished_at, c.destinations,
       c.first_attempted_at, c.first_status, c.first_total_micros, c.first_connect_micros, c.first_response_micros,
       c.first_download_micros, CASE WHEN c.event_number IS NULL THEN e.ordering_key END AS ordering_key,
       e.ordering_sequence
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = k.number
  LEFT JOIN wh_event AS e ON e.number = coalesce(c.event_number, c.number)
 ORDER BY c.webhook_number, c.number FOR NO KEY UPDATE OF c;

-- name: FIND_PENDING
SELECT d.webhook_number, d.chain_number, d.due_at, d.attempt, d.failures, d.sender_faults, d.new_connection,
       d.fencing_token, d.lease_owner, d.available_at
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_pending_delivery AS d ON d.webhook_number = k.webhook_number AND d.chain_number = k.number;

-- name: LOCK_PENDING
-- A statement of its own: a claim locks only this row, and what it wrote must be seen once the chain is locked. What is in an
-- order may be given its turn by the transaction that has locked its lane: that must not wait for this one, which waits for it.
SELECT d.webhook_number, d.chain_number, d.due_at, d.attempt, d.failures, d.sender_faults, d.new_connection,
       d.fencing_token, d.lease_owner, d.available_at
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_pending_delivery AS d ON d.webhook_number = k.webhook_number AND d.chain_number = k.number
 WHERE d.ordering_key IS NULL
 ORDER BY d.webhook_number, d.chain_number FOR UPDATE OF d;

-- name: LOCK_PENDING_IN_ORDER
SELECT d.webhook_number, d.chain_number, d.due_at, d.attempt, d.failures, d.sender_faults, d.new_connection,
       d.fencing_token, d.lease_owner, d.available_at
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_pending_delivery AS d ON d.webhook_number = k.webhook_number AND d.chain_number = k.number
 ORDER BY d.webhook_number, d.chain_number FOR UPDATE OF d;

-- name: LOCK_ORDERING_KEYS
-- A row that is there is locked and not changed: WHERE false.
INSERT INTO wh_ordering_key (key, sequence, used_at)
SELECT k.key, 0, 0 FROM unnest(?::text[]) AS k (key) ORDER BY k.key
    ON CONFLICT (key) DO UPDATE SET sequence = excluded.sequence WHERE false;

-- name: FIND_SEQUENCES
SELECT key, sequence FROM wh_ordering_key WHERE key = ANY (?::text[]);

-- name: FIND_LISTED_KEYS
SELECT k.key FROM unnest(?::text[]) AS k (key)
 WHERE EXISTS (SELECT 1 FROM wh_fan_out AS f WHERE f.ordering_key = k.key);

-- name: LOCK_ORDERED_LANES
-- Not the row of the key: that is locked by a publish in a transaction of the application, for as long as this is open, and
-- deliveries of earlier events must not wait for it. OFFSET keeps the order in which the locks are taken.
SELECT pg_advisory_xact_lock(k.lock)
  FROM (SELECT DISTINCT hashtextextended('webhooks4j.ordering_key.' || key, 0) AS lock
          FROM unnest(?::text[]) AS key ORDER BY 1 OFFSET 0) AS k;

-- name: FIND_ORDERED_LANES
-- An index has those whose turn it is, and another those that wait.
SELECT d.webhook_number, d.chain_number
  FROM unnest(?::bigint[], ?::bigint[], ?::text[]) AS k (webhook_number, step, key)
 CROSS JOIN LATERAL (
       (SELECT p.webhook_number, p.chain_number
          FROM wh_pending_delivery AS p
         WHERE p.ordering_key = k.key AND p.webhook_number = k.webhook_number AND p.step = k.step
           AND p.lease_owner IS DISTINCT FROM 'waits_for_turn')
       UNION ALL
       (SELECT p.webhook_number, p.chain_number
          FROM wh_pending_delivery AS p
         WHERE p.ordering_key = k.key AND p.webhook_number = k.webhook_number AND p.step = k.step
           AND p.lease_owner = 'waits_for_turn'
         ORDER BY p.ordering_sequence, p.chain_number LIMIT ?)) AS d;

-- name: SET_SEQUENCES
UPDATE wh_ordering_key AS t
   SET sequence = r.sequence, used_at = r.used_at
  FROM unnest(?, ?, ?)
    AS r (sequence, used_at, key)
 WHERE t.key = r.key;

-- name: FIND_CALLBACKS
SELECT b.webhook_number, b.chain_number, b.step, b.resume_count, b.state, b.description, b.context, b.target_url,
       b.received_at
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_callback AS b ON b.webhook_number = k.webhook_number AND b.chain_number = k.number
 ORDER BY b.received_at, b.step, b.resume_count;

-- name: FIND_CALLBACK_PROBLEMS
SELECT p.webhook_number, p.chain_number, p.step, p.kind, p.detail, p.received_at
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_callback_problem AS p ON p.webhook_number = k.webhook_number AND p.chain_number = k.number
 ORDER BY p.received_at, p.step, p.number;

-- name: FIND_ATTEMPTS
SELECT a.webhook_number, a.chain_number, a.step, a.resume_count, a.attempt_number, a.fencing_token, a.attempted_at,
       a.status, a.failure, a.retry_after, a.location, a.body, a.total_micros, a.connect_micros, a.first_byte_micros,
       a.download_micros
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_attempt AS a ON a.webhook_number = k.webhook_number AND a.chain_number = k.number
 ORDER BY a.attempted_at, a.step, a.resume_count, a.attempt_number, a.fencing_token;

-- name: FIND_WEBHOOK_STATES
SELECT id, status, failing_since, failed_attempts, changed_at FROM wh_webhook WHERE id = ANY (?);

-- name: LOCK_WEBHOOK_STATES
SELECT id, status, failing_since, failed_attempts, changed_at
  FROM wh_webhook WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE;

-- name: INSERT_EVENTS
INSERT INTO wh_event (number, id, topic, tag, type, occurred_at, accepted_at, webhooks, attributes, test, digest, body,
       ordering_key, ordering_sequence)
SELECT r.number, r.id, r.topic, r.tag, r.type, r.occurred_at, r.accepted_at, r.webhooks, r.attributes, r.test, r.digest,
       r.body, r.ordering_key, r.ordering_sequence
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (number, id, topic, tag, type, occurred_at, accepted_at, webhooks, attributes, test, digest, body,
          ordering_key, ordering_sequence)
    ON CONFLICT DO NOTHING;

-- name: INSERT_CHAINS
INSERT INTO wh_chain (webhook_number, number, event_number, started_at, revision, steps, expect_final,
       callback_deadline_millis, destinations, state, step, cause, deadline_at, resume_count, finished_at)
SELECT r.webhook_number, r.number, r.event_number, r.started_at, r.revision, r.steps, r.expect_final,
       r.callback_deadline_millis, r.destinations, r.state, r.step, r.cause, r.deadline_at, r.resume_count,
       r.finished_at
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (webhook_number, number, event_number, started_at, revision, steps, expect_final, callback_deadline_millis,
          destinations, state, step, cause, deadline_at, resume_count, finished_at);

-- name: SETTLE_HELD
UPDATE wh_chain AS t
   SET state = r.state, deadline_at = r.deadline_at, finished_at = r.finished_at,
       first_attempted_at = r.first_attempted_at, first_status = r.first_status,
       first_total_micros = r.first_total_micros, first_connect_micros = r.first_connect_micros,
       first_response_micros = r.first_response_micros, first_download_micros = r.first_download_micros
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (state, deadline_at, finished_at, first_attempted_at, first_status, first_total_micros, first_connect_micros,
          first_response_micros, first_download_micros, webhook_number, number, revision)
 WHERE t.webhook_number = r.webhook_number AND t.number = r.number AND t.state = 2 AND t.revision = r.revision;

-- name: UPDATE_CHAINS
UPDATE wh_chain AS t
   SET state = r.state, step = r.step, cause = r.cause, deadline_at = r.deadline_at, resume_count = r.resume_count,
       finished_at = r.finished_at
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (state, step, cause, deadline_at, resume_count, finished_at, webhook_number, number, guard_revision)
 WHERE t.webhook_number = r.webhook_number AND t.number = r.number
   AND (r.guard_revision IS NULL OR t.state = 2 AND t.revision = r.guard_revision);

-- name: MOVE_CHAINS
UPDATE wh_chain AS t
   SET revision = r.revision, steps = r.steps, expect_final = r.expect_final,
       callback_deadline_millis = r.callback_deadline_millis, destinations = r.destinations
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
    AS r (revision, steps, expect_final, callback_deadline_millis, destinations, webhook_number, number, guard_revision)
 WHERE t.webhook_number = r.webhook_number AND t.number = r.number
   AND (r.guard_revision IS NULL OR t.state = 2 AND t.revision = r.guard_revision);

-- name: INSERT_CLAIM_BATCH
-- A random number: one that counts up would go back with the database, and what is remembered would name another batch.
INSERT INTO wh_claim_batch (number, lease_owner, lease_until, webhook_numbers, chain_numbers)
VALUES (floor(random() * 2147483648)::bigint << 32 | floor(random() * 4294967296)::bigint, ?, ?, ?, ?)
RETURNING number;

-- name: DELETE_CLAIM_BATCHES
-- One that holds a chain after all, as after a failover, is left to be dissolved when its lease has ended.
DELETE FROM wh_claim_batch AS b
 WHERE b.number = ANY (?::bigint[])
   AND NOT EXISTS (
       SELECT 1
         FROM unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number)
        CROSS JOIN LATERAL (
              SELECT state FROM wh_chain AS c
               WHERE c.webhook_number = k.webhook_number AND c.number = k.number LIMIT 1) AS c
        WHERE c.state = 2);

-- name: PUT_PENDING
INSERT INTO wh_pending_delivery (webhook_number, chain_number, destination, step, resume_count, due_at, attempt,
       failures, sender_faults, new_connection, fencing_token, lease_owner, available_at, ordering_key,
       ordering_sequence)
SELECT r.webhook_number, r.chain_number, r.destination, r.step, r.resume_count, r.due_at, r.attempt, r.failures,
       r.sender_faults, r.new_connection, r.fencing_token, r.lease_owner, r.available_at, r.ordering_key,
       r.ordering_sequence
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (webhook_number, chain_number, destination, step, resume_count, due_at, attempt, failures, sender_faults,
          new_connection, fencing_token, lease_owner, available_at, ordering_key, ordering_sequence)
    ON CONFLICT (webhook_number, chain_number) DO UPDATE
   SET destination = excluded.destination, step = excluded.step, resume_count = excluded.resume_count,
       due_at = excluded.due_at, attempt = excluded.attempt, failures = excluded.failures,
       sender_faults = excluded.sender_faults, new_connection = excluded.new_connection,
       fencing_token = excluded.fencing_token, lease_owner = excluded.lease_owner,
       available_at = excluded.available_at, ordering_key = excluded.ordering_key,
       ordering_sequence = excluded.ordering_sequence;

-- name: DELETE_PENDING
DELETE FROM wh_pending_delivery AS d USING unnest(?, ?) AS k (webhook_number, number)
 WHERE d.webhook_number = k.webhook_number AND d.chain_number = k.number;

-- name: INSERT_ATTEMPTS
INSERT INTO wh_attempt (webhook_number, chain_number, step, resume_count, attempt_number, fencing_token, attempted_at,
       status, failure, retry_after, location, body, total_micros, connect_micros, first_byte_micros, download_micros)
SELECT r.webhook_number, r.chain_number, r.step, r.resume_count, r.attempt_number, r.fencing_token, r.attempted_at,
       r.status, r.failure, r.retry_after, r.location, r.body, r.total_micros, r.connect_micros, r.first_byte_micros,
       r.download_micros
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (webhook_number, chain_number, step, resume_count, attempt_number, fencing_token, attempted_at, status,
          failure, retry_after, location, body, total_micros, connect_micros, first_byte_micros, download_micros);

-- name: INSERT_CALLBACKS
INSERT INTO wh_callback (webhook_number, chain_number, step, resume_count, state, description, context, target_url,
       received_at)
SELECT r.webhook_number, r.chain_number, r.step, r.resume_count, r.state, r.description, r.context, r.target_url,
       r.received_at
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (webhook_number, chain_number, step, resume_count, state, description, context, target_url, received_at);

-- name: INSERT_CALLBACK_PROBLEMS
INSERT INTO wh_callback_problem (webhook_number, chain_number, step, number, kind, detail, received_at)
SELECT webhook_number, chain_number, step, number, kind, detail, received_at
  FROM (SELECT r.*,
               row_number() OVER (PARTITION BY r.webhook_number, r.chain_number, r.step ORDER BY r.place)
               + (SELECT count(*) FROM wh_callback_problem AS p
                   WHERE p.webhook_number = r.webhook_number AND p.chain_number = r.chain_number AND p.step = r.step)
               AS number
          FROM unnest(?, ?, ?, ?, ?, ?) WITH ORDINALITY
            AS r (webhook_number, chain_number, step, kind, detail, received_at, place)) AS numbered
 WHERE number <= 20;

-- name: UPDATE_WEBHOOK_STATES
UPDATE wh_webhook AS t
   SET status = r.status, failing_since = r.failing_since, failed_attempts = r.failed_attempts
  FROM unnest(?, ?, ?, ?)
    AS r (status, failing_since, failed_attempts, id)
 WHERE t.id = r.id;

-- name: ADD_COUNTS
-- Each connection adds to a row of its own, so that no transaction waits for another one.
INSERT INTO wh_chain_counts (writer, accepted, complete, awaiting_callback, delivering, interrupted, cancelled)
VALUES (pg_backend_pid()::text, ?, ?, ?, ?, ?, ?)
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
-- One statement, and so one moment. The last two are what deleted webhooks left unfinished. Of claim
-- batches only chains of deleted webhooks are looked up, and nothing is read if there is none.
SELECT *
  FROM (SELECT coalesce(sum(accepted), 0), coalesce(sum(complete), 0), coalesce(sum(awaiting_callback), 0),
               coalesce(sum(delivering), 0), coalesce(sum(interrupted), 0), coalesce(sum(cancelled), 0)
          FROM wh_chain_counts) AS counts
 CROSS JOIN (
       SELECT coalesce(sum((SELECT count(*) FROM wh_chain AS c
                             WHERE c.webhook_number = w.number AND c.deadline_at IS NOT NULL)), 0),
              coalesce(sum((SELECT count(*) FROM wh_pending_delivery AS d WHERE d.webhook_number = w.number)), 0)
              + (SELECT count(*)
                   FROM wh_claim_batch AS b
                  CROSS JOIN unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number)
                   JOIN wh_webhook AS w ON w.number = k.webhook_number AND w.status = 'deleted'
                  CROSS JOIN LATERAL (
                        SELECT state FROM wh_chain AS c
                         WHERE c.webhook_number = w.number AND c.number = k.number LIMIT 1) AS c
                  WHERE c.state = 2 AND EXISTS (SELECT 1 FROM wh_webhook WHERE status = 'deleted'))
         FROM wh_webhook AS w WHERE w.status = 'deleted') AS left_over;

-- name: LOCK_COUNTS
SELECT accepted, complete, awaiting_callback, delivering, interrupted, cancelled, writer
  FROM wh_chain_counts WHERE writer <> 'total' ORDER BY writer FOR UPDATE SKIP LOCKED;

-- name: DELETE_COUNTS
DELETE FROM wh_chain_counts WHERE writer = ANY (?);

-- name: PUT_BULK_JOBS
INSERT INTO wh_bulk_job (id, action, query, planned, planned_more, position, done, failed, skipped_state, skipped_chain,
       skipped_deleted, skipped_disabled, state, started_by, started_at, finished_at)
SELECT r.id, r.action, r.query, r.planned, r.planned_more, r.position, r.done, r.failed, r.skipped_state, r.skipped_chain,
       r.skipped_deleted, r.skipped_disabled, r.state, r.started_by, r.started_at, r.finished_at
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (id, action, query, planned, planned_more, position, done, failed, skipped_state, skipped_chain, skipped_deleted,
          skipped_disabled, state, started_by, started_at, finished_at)
    ON CONFLICT (id) DO UPDATE
   SET position = excluded.position, done = excluded.done, failed = excluded.failed, skipped_state = excluded.skipped_state,
       skipped_chain = excluded.skipped_chain, skipped_deleted = excluded.skipped_deleted,
       skipped_disabled = excluded.skipped_disabled, state = excluded.state, finished_at = excluded.finished_at;

-- name: LOCK_BULK_JOBS
SELECT id, action, query, planned, planned_more, position, done, failed, skipped_state, skipped_chain, skipped_deleted,
       skipped_disabled, state, started_by, started_at, finished_at
  FROM wh_bulk_job WHERE id = ANY (?) ORDER BY id FOR UPDATE;

-- name: LOCK_RUNNING_BULK_JOB
SELECT id, action, query, planned, planned_more, position, done, failed, skipped_state, skipped_chain, skipped_deleted,
       skipped_disabled, state, started_by, started_at, finished_at
  FROM wh_bulk_job WHERE state = 'running' FOR UPDATE;
