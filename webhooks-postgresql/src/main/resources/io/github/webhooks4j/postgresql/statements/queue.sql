-- What is to be done next. Every statement reads an index of unfinished work only.

-- name: LANES
-- Jumps from lane to lane: it costs as much as there are lanes, not as there are rows in them.
WITH RECURSIVE lane AS (
    (SELECT webhook_number, destination, available_at FROM wh_pending_delivery
         ORDER BY webhook_number, destination, available_at LIMIT 1)
    UNION ALL
    SELECT next.webhook_number, next.destination, next.available_at
      FROM lane
     CROSS JOIN LATERAL (
           SELECT webhook_number, destination, available_at FROM wh_pending_delivery
            WHERE (webhook_number, destination) > (lane.webhook_number, lane.destination)
            ORDER BY webhook_number, destination, available_at LIMIT 1) AS next)
SELECT coalesce((SELECT w.id FROM wh_webhook AS w WHERE w.number = lane.webhook_number),
                'lost_' || lane.webhook_number),
       lane.destination, lane.available_at
  FROM lane;

-- name: FIND_HELD
SELECT d.webhook_number, d.chain_number, d.step, d.resume_count, d.fencing_token
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_pending_delivery AS d ON d.webhook_number = k.webhook_number AND d.chain_number = k.number
 WHERE d.lease_owner = ? ORDER BY d.webhook_number, d.chain_number;

-- name: LOCK_HELD
SELECT d.webhook_number, d.chain_number, d.step, d.resume_count, d.fencing_token
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_pending_delivery AS d ON d.webhook_number = k.webhook_number AND d.chain_number = k.number
 WHERE d.lease_owner = ? ORDER BY d.webhook_number, d.chain_number FOR UPDATE OF d;

-- name: LOCK_HELD_SKIPPING
SELECT d.webhook_number, d.chain_number, d.step, d.resume_count, d.fencing_token
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_pending_delivery AS d ON d.webhook_number = k.webhook_number AND d.chain_number = k.number
 WHERE d.lease_owner = ? ORDER BY d.webhook_number, d.chain_number FOR UPDATE OF d SKIP LOCKED;

-- name: RENEW_LEASES
UPDATE wh_pending_delivery AS t
   SET available_at = r.available_at
  FROM unnest(?, ?, ?, ?)
    AS r (available_at, webhook_number, chain_number, fencing_token)
 WHERE t.webhook_number = r.webhook_number AND t.chain_number = r.chain_number AND t.fencing_token = r.fencing_token;

-- name: COUNT_EXPIRED_BATCHES
SELECT count(*) FROM (SELECT 1 FROM wh_claim_batch WHERE lease_until <= ? LIMIT 1) AS expired;

-- name: RENEW_CLAIM_BATCHES
UPDATE wh_claim_batch SET lease_until = ? WHERE number = ANY (?::bigint[]) AND lease_owner = ? RETURNING number;

-- name: FIND_IN_CLAIM_BATCH
SELECT c.webhook_number, c.number
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = k.number
 WHERE c.state = 2;

-- name: INCONSISTENCIES
WITH batched AS MATERIALIZED (
    SELECT k.webhook_number, k.number, count(*) AS batches
      FROM wh_claim_batch AS b
     CROSS JOIN unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number)
     GROUP BY k.webhook_number, k.number),
delivering AS (
    SELECT c.webhook_number, c.number, c.state, coalesce(b.batches, 0) AS batches, d.chain_number IS NOT NULL AS queued
      FROM wh_chain AS c
      LEFT JOIN batched AS b ON b.webhook_number = c.webhook_number AND b.number = c.number
      LEFT JOIN wh_pending_delivery AS d ON d.webhook_number = c.webhook_number AND d.chain_number = c.number
     WHERE c.state IN (2, 3))
SELECT 'the chain ' || webhook_number || ' ' || number || ' is held, but by ' || batches || ' claim batches'
  FROM delivering WHERE state = 2 AND batches <> 1
UNION ALL
SELECT 'the chain ' || webhook_number || ' ' || number || ' is held by a claim batch, but also in the queue'
  FROM delivering WHERE state = 2 AND queued
UNION ALL
SELECT 'the chain ' || webhook_number || ' ' || number || ' is to be in the queue, but is not'
  FROM delivering WHERE state = 3 AND NOT queued
UNION ALL
SELECT 'the chain ' || d.webhook_number || ' ' || d.chain_number || ' is in the queue, but is not delivering'
  FROM wh_pending_delivery AS d
  LEFT JOIN wh_chain AS c ON c.webhook_number = d.webhook_number AND c.number = d.chain_number
 WHERE c.state IS NULL OR c.state NOT IN (2, 3)
LIMIT ?;

-- name: CHAINS_PAST_DEADLINE
SELECT webhook_number, number FROM wh_chain WHERE deadline_at <= ? ORDER BY deadline_at, webhook_number, number LIMIT ?;

-- name: NEXT_DEADLINE
SELECT min(deadline_at) FROM wh_chain WHERE deadline_at IS NOT NULL;

-- name: UNFINISHED_CHAINS
-- Those that are in the queue, those that a claim batch holds, and those that wait for a callback.
SELECT webhook_number, chain_number FROM wh_pending_delivery WHERE webhook_number = ?
UNION ALL
SELECT c.webhook_number, c.number
  FROM wh_claim_batch AS b
 CROSS JOIN unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number)
  JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = k.number
 WHERE k.webhook_number = ? AND c.state = 2
UNION ALL
SELECT webhook_number, number FROM wh_chain WHERE webhook_number = ? AND deadline_at IS NOT NULL
LIMIT ?;

-- name: UNFINISHED_CHAINS_BEFORE
-- As a rule, what has moved on is at the end of the index. A test of the first step awaits no callback.
SELECT d.webhook_number, d.chain_number
  FROM wh_pending_delivery AS d
  JOIN wh_chain AS c ON c.webhook_number = d.webhook_number AND c.number = d.chain_number
 WHERE d.webhook_number = ? AND d.step < ? AND c.revision < ?
   AND NOT EXISTS (SELECT 1 FROM wh_event AS e
                    WHERE e.number = coalesce(c.event_number, c.number) AND e.test = 'first_step')
UNION ALL
SELECT c.webhook_number, c.number
  FROM wh_claim_batch AS b
 CROSS JOIN unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number)
  JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = k.number
 WHERE k.webhook_number = ? AND c.state = 2 AND c.step < ? AND c.revision < ?
   AND NOT EXISTS (SELECT 1 FROM wh_event AS e
                    WHERE e.number = coalesce(c.event_number, c.number) AND e.test = 'first_step')
UNION ALL
SELECT webhook_number, number
  FROM wh_chain WHERE webhook_number = ? AND deadline_at IS NOT NULL AND step < ? AND revision < ?
LIMIT ?;

-- name: CHAINS_OF_DELETED_WEBHOOKS
SELECT d.webhook_number, d.chain_number
  FROM wh_webhook AS w CROSS JOIN wh_pending_delivery AS d
 WHERE w.status = 'deleted' AND d.webhook_number = w.number
UNION ALL
SELECT c.webhook_number, c.number
  FROM wh_webhook AS w
 CROSS JOIN wh_claim_batch AS b
 CROSS JOIN unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number)
  JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = k.number
 WHERE w.status = 'deleted' AND k.webhook_number = w.number AND c.state = 2
UNION ALL
SELECT c.webhook_number, c.number
  FROM wh_webhook AS w CROSS JOIN wh_chain AS c
 WHERE w.status = 'deleted' AND c.webhook_number = w.number AND c.deadline_at IS NOT NULL
LIMIT ?;

-- name: NEXT_SLICES
-- The first slice of each event: an index shows that there is none before it.
SELECT e.id, e.topic, e.type, f.slice, f.chains
  FROM wh_fan_out AS f
  JOIN wh_event AS e ON e.number = f.event_number
 WHERE f.event_number > coalesce((SELECT number FROM wh_event WHERE id = ?), -1)
   AND NOT EXISTS (SELECT 1 FROM wh_fan_out AS b WHERE b.event_number = f.event_number AND b.slice < f.slice)
 ORDER BY f.event_number LIMIT ?;

-- name: SLICE_OF_WEBHOOK
-- Reads all lists, which are few and soon gone; only for a webhook that is erased.
SELECT e.id, e.topic, e.type, f.slice, f.chains
  FROM wh_fan_out AS f
  JOIN wh_event AS e ON e.number = f.event_number
 WHERE strpos(f.chains, ' ' || ? || ' ') > 0
 ORDER BY f.seq LIMIT 1;

-- name: LOCK_SLICES
-- Rows that another transaction has locked count as created.
SELECT (SELECT e.id FROM wh_event AS e WHERE e.number = event_number), slice, seq
  FROM wh_fan_out
 WHERE event_number IN (SELECT e.number FROM wh_event AS e WHERE e.id = ANY (?)) AND slice = ANY (?::bigint[])
 ORDER BY event_number, slice FOR UPDATE SKIP LOCKED;

-- name: INSERT_SLICES
INSERT INTO wh_fan_out (event_number, slice, chains)
SELECT r.event_number, r.slice, r.chains
  FROM unnest(?, ?, ?)
    AS r (event_number, slice, chains);

-- name: DELETE_SLICES
DELETE FROM wh_fan_out WHERE seq = ANY (?::bigint[]);

-- name: COUNT_SLICES
SELECT count(*) FROM wh_fan_out;

-- name: INSERT_SET_ASIDE
INSERT INTO wh_set_aside (id, kind, since, message, outcome, retry_at, cause, webhook_number, chain_number, step,
       resume_count, attempt_number, fencing_token, attempted_at, status, failure, retry_after, location, body,
       total_micros, connect_micros, first_byte_micros, download_micros)
SELECT r.id, r.kind, r.since, r.message, r.outcome, r.retry_at, r.cause, r.webhook_number, r.chain_number, r.step,
       r.resume_count, r.attempt_number, r.fencing_token, r.attempted_at, r.status, r.failure, r.retry_after,
       r.location, r.body, r.total_micros, r.connect_micros, r.first_byte_micros, r.download_micros
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (id, kind, since, message, outcome, retry_at, cause, webhook_number, chain_number, step, resume_count,
          attempt_number, fencing_token, attempted_at, status, failure, retry_after, location, body, total_micros,
          connect_micros, first_byte_micros, download_micros)
    ON CONFLICT (id) DO NOTHING;

-- name: LOCK_SET_ASIDE
-- Of two nodes that end one, the second finds none.
SELECT id FROM wh_set_aside WHERE id = ANY (?) ORDER BY id FOR UPDATE;

-- name: DELETE_SET_ASIDE
DELETE FROM wh_set_aside WHERE id = ANY (?);

-- name: LIST_SET_ASIDE
SELECT webhook_number, chain_number, step, resume_count, attempt_number, fencing_token, attempted_at, status, failure,
       retry_after, location, body, total_micros, connect_micros, first_byte_micros, download_micros,
       kind, since, message, outcome, retry_at, cause
  FROM wh_set_aside ORDER BY since, id LIMIT ?;

-- name: COUNT_SET_ASIDE
SELECT count(*) FROM wh_set_aside;
