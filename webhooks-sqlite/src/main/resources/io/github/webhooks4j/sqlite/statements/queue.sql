-- What is to be done next. Every statement reads an index of unfinished work only.

-- name: LANES
-- Jumps from lane to lane: it costs as much as there are lanes, not as there are rows in them.
WITH RECURSIVE webhook (number) AS (
    SELECT min(webhook_number) FROM wh_pending_delivery
    UNION ALL
    SELECT (SELECT min(d.webhook_number) FROM wh_pending_delivery AS d WHERE d.webhook_number > webhook.number)
      FROM webhook WHERE webhook.number IS NOT NULL),
lane (webhook_number, destination) AS (
    SELECT number, (SELECT min(d.destination) FROM wh_pending_delivery AS d WHERE d.webhook_number = webhook.number)
      FROM webhook WHERE number IS NOT NULL
    UNION ALL
    SELECT webhook_number, (SELECT min(d.destination) FROM wh_pending_delivery AS d
                             WHERE d.webhook_number = lane.webhook_number AND d.destination > lane.destination)
      FROM lane WHERE destination IS NOT NULL)
SELECT coalesce((SELECT w.id FROM wh_webhook AS w WHERE w.number = lane.webhook_number), 'lost_' || webhook_number),
       destination,
       (SELECT min(d.available_at) FROM wh_pending_delivery AS d
         WHERE d.webhook_number = lane.webhook_number AND d.destination = lane.destination)
  FROM lane WHERE destination IS NOT NULL;

-- name: COUNT_EXPIRED_BATCHES
SELECT count(*) FROM wh_claim_batch WHERE lease_until <= ?;

-- name: RENEW_CLAIM_BATCHES
UPDATE wh_claim_batch
   SET lease_until = ?
 WHERE number IN (SELECT value FROM json_each(?)) AND lease_owner = ?
RETURNING number;

-- name: FIND_IN_CLAIM_BATCH
SELECT c.webhook_number, c.number
  FROM json_each(?) AS k CROSS JOIN wh_chain AS c
    ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
 WHERE c.state = 2;

-- name: FIND_BATCHES_OF_NODE
SELECT k.value ->> 0, k.value ->> 1, b.number
  FROM wh_claim_batch AS b CROSS JOIN json_each(b.chains) AS k
 WHERE b.lease_owner = ?;

-- name: INCONSISTENCIES
-- Reads all chains.
WITH held (webhook_number, number, batches) AS MATERIALIZED (
    SELECT k.value ->> 0, k.value ->> 1, count(*)
      FROM wh_claim_batch AS b CROSS JOIN json_each(b.chains) AS k GROUP BY 1, 2)
SELECT * FROM (
    SELECT 'chain ' || c.number || ' of webhook ' || c.webhook_number || ' is held, but by '
           || coalesce(h.batches, 0) || ' claim batches'
      FROM wh_chain AS c
      LEFT JOIN held AS h ON h.webhook_number = c.webhook_number AND h.number = c.number
     WHERE c.state = 2 AND coalesce(h.batches, 0) <> 1
    UNION ALL
    SELECT 'chain ' || c.number || ' of webhook ' || c.webhook_number || ' is in the queue, but its state is ' || c.state
      FROM wh_pending_delivery AS d
      JOIN wh_chain AS c ON c.webhook_number = d.webhook_number AND c.number = d.chain_number
     WHERE c.state <> 3
    UNION ALL
    SELECT 'chain ' || d.chain_number || ' of webhook ' || d.webhook_number || ' is in the queue, but there is none'
      FROM wh_pending_delivery AS d
     WHERE NOT EXISTS (
           SELECT 1 FROM wh_chain AS c WHERE c.webhook_number = d.webhook_number AND c.number = d.chain_number)
    UNION ALL
    SELECT 'chain ' || c.number || ' of webhook ' || c.webhook_number || ' is delivering, but is not in the queue'
      FROM wh_chain AS c
     WHERE c.state = 3
       AND NOT EXISTS (
           SELECT 1 FROM wh_pending_delivery AS d
            WHERE d.webhook_number = c.webhook_number AND d.chain_number = c.number)
    UNION ALL
    SELECT 'exactly one delivery of ordering key ' || ordering_key || ' at step ' || step || ' of webhook ' || webhook_number
           || ' must not wait for its turn, but ' || sum(lease_owner IS NOT 'waits_for_turn') || ' do not'
      FROM wh_pending_delivery
     WHERE ordering_key IS NOT NULL
     GROUP BY webhook_number, step, ordering_key
    HAVING sum(lease_owner IS NOT 'waits_for_turn') <> 1
    UNION ALL
    SELECT 'chain ' || chain_number || ' of webhook ' || webhook_number || ' waits for its turn, but is in no order'
      FROM wh_pending_delivery WHERE ordering_key IS NULL AND lease_owner = 'waits_for_turn')
 LIMIT ?;

-- name: FIND_HELD
SELECT d.webhook_number, d.chain_number, d.step, d.resume_count, d.fencing_token
  FROM json_each(?) AS k CROSS JOIN wh_pending_delivery AS d
    ON d.webhook_number = k.value ->> 0 AND d.chain_number = k.value ->> 1
 WHERE d.lease_owner = ? ORDER BY d.webhook_number, d.chain_number;

-- name: LOCK_HELD
SELECT d.webhook_number, d.chain_number, d.step, d.resume_count, d.fencing_token
  FROM json_each(?) AS k CROSS JOIN wh_pending_delivery AS d
    ON d.webhook_number = k.value ->> 0 AND d.chain_number = k.value ->> 1
 WHERE d.lease_owner = ? ORDER BY d.webhook_number, d.chain_number;

-- name: LOCK_HELD_SKIPPING
SELECT d.webhook_number, d.chain_number, d.step, d.resume_count, d.fencing_token
  FROM json_each(?) AS k CROSS JOIN wh_pending_delivery AS d
    ON d.webhook_number = k.value ->> 0 AND d.chain_number = k.value ->> 1
 WHERE d.lease_owner = ? ORDER BY d.webhook_number, d.chain_number;

-- name: RENEW_LEASES
UPDATE wh_pending_delivery
   SET available_at = ?
 WHERE webhook_number = ? AND chain_number = ? AND fencing_token = ?;

-- name: LOCK_NODES
SELECT 1;

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
-- Those that are delivering, in the queue and in claim batches, and those that wait for a callback: INDEXED BY keeps SQLite
-- from reading all chains of the webhook.
SELECT webhook_number, chain_number FROM wh_pending_delivery WHERE webhook_number = ?
UNION ALL
SELECT c.webhook_number, c.number
  FROM wh_claim_batch AS b
 CROSS JOIN json_each(b.chains) AS k
 CROSS JOIN wh_chain AS c ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
 WHERE k.value ->> 0 = ? AND c.state = 2
UNION ALL
SELECT webhook_number, number FROM wh_chain INDEXED BY wh_chain_awaiting
 WHERE webhook_number = ? AND deadline_at IS NOT NULL
LIMIT ?;

-- name: UNFINISHED_CHAINS_BEFORE
-- As a rule, what has moved on is at the end of the index. A test of the first step awaits no callback.
SELECT d.webhook_number, d.chain_number
  FROM wh_pending_delivery AS d
 CROSS JOIN wh_chain AS c ON c.webhook_number = d.webhook_number AND c.number = d.chain_number
 WHERE d.webhook_number = ? AND d.step < ? AND c.revision < ? AND d.lease_owner IS NOT 'waits_for_turn'
   AND NOT EXISTS (
       SELECT 1 FROM wh_event AS e WHERE e.number = coalesce(c.event_number, c.number) AND e.test = 'first_step')
UNION ALL
SELECT c.webhook_number, c.number
  FROM wh_claim_batch AS b
 CROSS JOIN json_each(b.chains) AS k
 CROSS JOIN wh_chain AS c ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
 WHERE k.value ->> 0 = ? AND c.state = 2 AND c.step < ? AND c.revision < ?
   AND NOT EXISTS (
       SELECT 1 FROM wh_event AS e WHERE e.number = coalesce(c.event_number, c.number) AND e.test = 'first_step')
UNION ALL
SELECT webhook_number, number FROM wh_chain INDEXED BY wh_chain_awaiting
 WHERE webhook_number = ? AND deadline_at IS NOT NULL AND step < ? AND revision < ?
LIMIT ?;

-- name: CHAINS_OF_DELETED_WEBHOOKS
SELECT d.webhook_number, d.chain_number
  FROM wh_webhook AS w
 CROSS JOIN wh_pending_delivery AS d
 WHERE w.status = 'deleted' AND d.webhook_number = w.number
UNION ALL
SELECT c.webhook_number, c.number
  FROM (SELECT 1 WHERE EXISTS (SELECT 1 FROM wh_webhook WHERE status = 'deleted')) AS any_deleted
 CROSS JOIN wh_claim_batch AS b
 CROSS JOIN json_each(b.chains) AS k
 CROSS JOIN wh_webhook AS w ON w.number = k.value ->> 0
 CROSS JOIN wh_chain AS c ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
 WHERE w.status = 'deleted' AND c.state = 2
UNION ALL
SELECT c.webhook_number, c.number
  FROM wh_webhook AS w
 CROSS JOIN wh_chain AS c INDEXED BY wh_chain_awaiting
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
    SELECT f.seq, f.ordering_key FROM wh_fan_out AS f WHERE instr(f.chains, ' ' || ? || ' ') > 0 ORDER BY f.seq LIMIT 1)
SELECT e.id, e.topic, e.type, f.slice, f.chains, f.ordering_key, f.ordering_sequence
  FROM wh_fan_out AS f
  JOIN wh_event AS e ON e.number = f.event_number
 WHERE f.seq = coalesce(
       (SELECT b.seq FROM wh_fan_out AS b WHERE b.ordering_key = (SELECT ordering_key FROM found)
         ORDER BY b.ordering_sequence, b.slice LIMIT 1),
       (SELECT seq FROM found));

-- name: LOCK_SLICES
SELECT (SELECT e.id FROM wh_event AS e WHERE e.number = event_number), slice, seq
  FROM wh_fan_out
 WHERE event_number IN (SELECT e.number FROM wh_event AS e WHERE e.id IN (SELECT value FROM json_each(?)))
   AND slice IN (SELECT value FROM json_each(?))
 ORDER BY event_number, slice;

-- name: INSERT_SLICES
INSERT INTO wh_fan_out (event_number, slice, chains, ordering_key, ordering_sequence) VALUES (?, ?, ?, ?, ?);

-- name: DELETE_SLICES
DELETE FROM wh_fan_out WHERE seq IN (SELECT value FROM json_each(?));

-- name: COUNT_SLICES
SELECT count(*) FROM wh_fan_out;

-- name: INSERT_SET_ASIDE
INSERT INTO wh_set_aside (id, kind, since, message, outcome, retry_at, cause, webhook_number, chain_number, step, resume_count,
       attempt_number, fencing_token,
        attempted_at, status, failure, retry_after, location, body, total_micros, connect_micros, first_byte_micros,
        download_micros)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING;

-- name: LOCK_SET_ASIDE
SELECT id FROM wh_set_aside WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id;

-- name: DELETE_SET_ASIDE
DELETE FROM wh_set_aside WHERE id IN (SELECT value FROM json_each(?));

-- name: LIST_SET_ASIDE
SELECT webhook_number, chain_number, step, resume_count, attempt_number, fencing_token, attempted_at, status, failure,
       retry_after, location, body, total_micros,
       connect_micros, first_byte_micros, download_micros,
       kind, since, message, outcome, retry_at, cause
  FROM wh_set_aside ORDER BY since, id LIMIT ?;

-- name: COUNT_SET_ASIDE
SELECT count(*) FROM wh_set_aside;
