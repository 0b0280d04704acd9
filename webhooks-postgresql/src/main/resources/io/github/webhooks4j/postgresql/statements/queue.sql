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
-- In the order in which a commit locks them: first what is in no order.
SELECT d.webhook_number, d.chain_number, d.step, d.resume_count, d.fencing_token
  FROM unnest(?, ?) AS k (webhook_number, number)
  JOIN wh_pending_delivery AS d ON d.webhook_number = k.webhook_number AND d.chain_number = k.number
 WHERE d.lease_owner = ? ORDER BY d.ordering_key IS NOT NULL, d.webhook_number, d.chain_number FOR UPDATE OF d;

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

-- name: FIND_BATCHES_OF_NODE
SELECT k.webhook_number, k.number, b.number
  FROM wh_claim_batch AS b
 CROSS JOIN unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number)
 WHERE b.lease_owner = ?;

-- name: INCONSISTENCIES
SELECT * FROM (
SELECT 'the chain ' || webhook_number || ' ' || number
       || CASE WHEN held > 0 AND batches <> 1 THEN ' is held, but is in ' || batches || ' claim batches'
               WHEN held > 0 THEN ' is held by a claim batch, but is in the queue'
               WHEN queued > 0 THEN ' is to be in the queue, but is not'
               ELSE ' is in the queue, but is not delivering' END
  FROM (SELECT webhook_number, number, sum(held) AS held, sum(queued) AS queued, sum(batches) AS batches, sum(due) AS due
          FROM (SELECT webhook_number, number, CASE state WHEN 2 THEN 1 ELSE 0 END AS held,
                       CASE state WHEN 3 THEN 1 ELSE 0 END AS queued, 0 AS batches, 0 AS due
                  FROM wh_chain WHERE state IN (2, 3)
                UNION ALL
                SELECT k.webhook_number, k.number, 0, 0, 1, 0
                  FROM wh_claim_batch AS b
                 CROSS JOIN unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number)
                UNION ALL
                SELECT webhook_number, chain_number, 0, 0, 0, 1 FROM wh_pending_delivery) AS parts
         GROUP BY webhook_number, number) AS sums
 WHERE held > 0 AND batches <> 1 OR due <> queued
UNION ALL
SELECT 'exactly one delivery of ordering key ' || ordering_key || ' at step ' || step || ' of webhook ' || webhook_number
       || ' must not wait for its turn, but ' || count(*) FILTER (WHERE lease_owner IS DISTINCT FROM 'waits_for_turn')
       || ' do not'
  FROM wh_pending_delivery
 WHERE ordering_key IS NOT NULL
 GROUP BY webhook_number, step, ordering_key
HAVING count(*) FILTER (WHERE lease_owner IS DISTINCT FROM 'waits_for_turn') <> 1
UNION ALL
SELECT 'the chain ' || webhook_number || ' ' || chain_number || ' waits for its turn, but is in no order'
  FROM wh_pending_delivery WHERE ordering_key IS NULL AND lease_owner = 'waits_for_turn') AS findings
 LIMIT ?;

-- name: LOCK_NODES
-- Two nodes that are granted their first leases at the same time have no row to lock.
SELECT pg_advisory_xact_lock('wh_node'::regclass::oid::bigint);

-- name: NODES
SELECT id, lease_until, settled_at FROM wh_node ORDER BY id;

-- name: PUT_NODE
INSERT INTO wh_node (id, lease_until, settled_at) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until, settled_at = excluded.settled_at;

-- name: END_NODE
UPDATE wh_node SET lease_until = ? WHERE id = ? AND lease_until > ?;

-- name: DELETE_NODES
DELETE FROM wh_node WHERE lease_until < ?;

-- name: CHAINS_PAST_DEADLINE
SELECT webhook_number, number FROM wh_chain WHERE deadline_at <= ? ORDER BY deadline_at, webhook_number, number LIMIT ?;

-- name: NEXT_DEADLINE
SELECT min(deadline_at) FROM wh_chain WHERE deadline_at IS NOT NULL;

-- name: UNFINISHED_CHAINS
-- Those that are in the queue, those that claim batches hold, and those that wait for a callback. LIMIT 1: every key that is in
-- a batch is looked up, or else all chains of the webhook might be read.
SELECT webhook_number, chain_number FROM wh_pending_delivery WHERE webhook_number = ?
UNION ALL
SELECT k.webhook_number, k.number
  FROM wh_claim_batch AS b
 CROSS JOIN unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number)
 CROSS JOIN LATERAL (
       SELECT state FROM wh_chain AS c WHERE c.webhook_number = k.webhook_number AND c.number = k.number LIMIT 1) AS c
 WHERE k.webhook_number = ? AND c.state = 2
UNION ALL
SELECT webhook_number, number FROM wh_chain WHERE webhook_number = ? AND deadline_at IS NOT NULL
LIMIT ?;

-- name: UNFINISHED_CHAINS_BEFORE
-- As a rule, what has moved on is at the end of the index. A test of the first step awaits no callback.
SELECT d.webhook_number, d.chain_number
  FROM wh_pending_delivery AS d
 CROSS JOIN LATERAL (
       SELECT revision, coalesce(event_number, number) AS event
         FROM wh_chain AS c WHERE c.webhook_number = d.webhook_number AND c.number = d.chain_number LIMIT 1) AS c
 WHERE d.webhook_number = ? AND d.step < ? AND c.revision < ? AND d.lease_owner IS DISTINCT FROM 'waits_for_turn'
   AND (SELECT e.test FROM wh_event AS e WHERE e.number = c.event) IS DISTINCT FROM 'first_step'
UNION ALL
SELECT k.webhook_number, k.number
  FROM wh_claim_batch AS b
 CROSS JOIN unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number)
 CROSS JOIN LATERAL (
       SELECT state, step, revision, coalesce(event_number, number) AS event
         FROM wh_chain AS c WHERE c.webhook_number = k.webhook_number AND c.number = k.number LIMIT 1) AS c
 WHERE k.webhook_number = ? AND c.step < ? AND c.revision < ? AND c.state = 2
   AND (SELECT e.test FROM wh_event AS e WHERE e.number = c.event) IS DISTINCT FROM 'first_step'
UNION ALL
SELECT webhook_number, number
  FROM wh_chain WHERE webhook_number = ? AND deadline_at IS NOT NULL AND step < ? AND revision < ?
LIMIT ?;

-- name: CHAINS_OF_DELETED_WEBHOOKS
-- Of claim batches only chains of deleted webhooks are looked up, and nothing is read if there is none.
SELECT d.webhook_number, d.chain_number
  FROM wh_webhook AS w CROSS JOIN wh_pending_delivery AS d
 WHERE w.status = 'deleted' AND d.webhook_number = w.number
UNION ALL
SELECT k.webhook_number, k.number
  FROM wh_claim_batch AS b
 CROSS JOIN unnest(b.webhook_numbers, b.chain_numbers) AS k (webhook_number, number)
  JOIN wh_webhook AS w ON w.number = k.webhook_number AND w.status = 'deleted'
 CROSS JOIN LATERAL (
       SELECT state FROM wh_chain AS c WHERE c.webhook_number = w.number AND c.number = k.number LIMIT 1) AS c
 WHERE c.state = 2 AND EXISTS (SELECT 1 FROM wh_webhook WHERE status = 'deleted')
UNION ALL
SELECT c.webhook_number, c.number
  FROM wh_webhook AS w CROSS JOIN wh_chain AS c
 WHERE w.status = 'deleted' AND c.webhook_number = w.number AND c.deadline_at IS NOT NULL
LIMIT ?;

-- name: NEXT_SLICES
-- The first slice of each event: an index shows that there is none before it, and another that none of its ordering key is.
SELECT e.id, e.topic, e.type, f.slice, f.chains, f.ordering_key, f.ordering_sequence
  FROM wh_fan_out AS f
  JOIN wh_event AS e ON e.number = f.event_number
 WHERE f.event_number > coalesce((SELECT number FROM wh_event WHERE id = ?), -1)
   AND NOT EXISTS (SELECT 1 FROM wh_fan_out AS b WHERE b.event_number = f.event_number AND b.slice < f.slice)
   AND NOT EXISTS (
       SELECT 1 FROM wh_fan_out AS b
        WHERE b.ordering_key = f.ordering_key AND b.ordering_sequence < f.ordering_sequence)
 ORDER BY f.event_number LIMIT ?;

-- name: SLICE_OF_WEBHOOK
-- Reads all lists, which are few and soon gone; only for a webhook that is erased.
WITH found AS MATERIALIZED (
    SELECT f.seq, f.ordering_key FROM wh_fan_out AS f WHERE strpos(f.chains, ' ' || ? || ' ') > 0 ORDER BY f.seq LIMIT 1)
SELECT e.id, e.topic, e.type, f.slice, f.chains, f.ordering_key, f.ordering_sequence
  FROM wh_fan_out AS f
  JOIN wh_event AS e ON e.number = f.event_number
 WHERE f.seq = coalesce(
       (SELECT b.seq FROM wh_fan_out AS b WHERE b.ordering_key = (SELECT ordering_key FROM found)
         ORDER BY b.ordering_sequence, b.slice LIMIT 1),
       (SELECT seq FROM found));

-- name: LOCK_SLICES
-- Rows that another transaction has locked count as created.
SELECT (SELECT e.id FROM wh_event AS e WHERE e.number = event_number), slice, seq
  FROM wh_fan_out
 WHERE event_number IN (SELECT e.number FROM wh_event AS e WHERE e.id = ANY (?)) AND slice = ANY (?::bigint[])
 ORDER BY event_number, slice FOR UPDATE SKIP LOCKED;

-- name: INSERT_SLICES
INSERT INTO wh_fan_out (event_number, slice, chains, ordering_key, ordering_sequence)
SELECT r.event_number, r.slice, r.chains, r.ordering_key, r.ordering_sequence
  FROM unnest(?, ?, ?, ?, ?)
    AS r (event_number, slice, chains, ordering_key, ordering_sequence);

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
