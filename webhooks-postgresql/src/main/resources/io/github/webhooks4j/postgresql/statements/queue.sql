-- What is to be done next. Every statement reads an index of unfinished work only.

-- name: LANES
-- Jumps from lane to lane: it costs as much as there are lanes, not as there are rows in them.
WITH RECURSIVE lane AS (
    (SELECT webhook_id, destination, available_at FROM wh_pending_delivery
         ORDER BY webhook_id, destination, available_at LIMIT 1)
    UNION ALL
    SELECT next.webhook_id, next.destination, next.available_at
      FROM lane
     CROSS JOIN LATERAL (
           SELECT webhook_id, destination, available_at FROM wh_pending_delivery
            WHERE (webhook_id, destination) > (lane.webhook_id, lane.destination)
            ORDER BY webhook_id, destination, available_at LIMIT 1) AS next)
SELECT webhook_id, destination, available_at FROM lane;

-- name: FIND_HELD
SELECT chain_id, step, resume_count, fencing_token FROM wh_pending_delivery WHERE chain_id = ANY (?)
   AND lease_owner = ? ORDER BY chain_id;

-- name: LOCK_HELD
SELECT chain_id, step, resume_count, fencing_token
  FROM wh_pending_delivery WHERE chain_id = ANY (?) AND lease_owner = ? ORDER BY chain_id FOR UPDATE;

-- name: LOCK_HELD_SKIPPING
SELECT chain_id, step, resume_count, fencing_token
  FROM wh_pending_delivery WHERE chain_id = ANY (?) AND lease_owner = ? ORDER BY chain_id FOR UPDATE SKIP LOCKED;

-- name: RENEW_LEASES
UPDATE wh_pending_delivery AS t
   SET available_at = r.available_at
  FROM unnest(?, ?, ?)
    AS r (available_at, chain_id, fencing_token)
 WHERE t.chain_id = r.chain_id AND t.fencing_token = r.fencing_token;

-- name: CHAINS_PAST_DEADLINE
SELECT id FROM wh_chain WHERE deadline_at <= ? ORDER BY deadline_at, id LIMIT ?;

-- name: NEXT_DEADLINE
SELECT min(deadline_at) FROM wh_chain WHERE deadline_at IS NOT NULL;

-- name: UNFINISHED_CHAINS
-- Those that are delivering, and those that wait for a callback.
SELECT chain_id FROM wh_pending_delivery WHERE webhook_id = ?
UNION ALL
SELECT id FROM wh_chain WHERE webhook_id = ? AND deadline_at IS NOT NULL
LIMIT ?;

-- name: UNFINISHED_CHAINS_BEFORE
-- As a rule, what has moved on is at the end of the index. A test of the first step awaits no callback.
SELECT d.chain_id FROM wh_pending_delivery AS d JOIN wh_chain AS c ON c.id = d.chain_id
 WHERE d.webhook_id = ? AND d.step < ? AND c.revision < ?
   AND NOT EXISTS (SELECT 1 FROM wh_event AS e WHERE e.seq = c.event_seq AND e.test = 'first_step')
UNION ALL
SELECT id FROM wh_chain WHERE webhook_id = ? AND deadline_at IS NOT NULL AND step < ? AND revision < ?
LIMIT ?;

-- name: CHAINS_OF_DELETED_WEBHOOKS
SELECT d.chain_id FROM wh_webhook AS w CROSS JOIN wh_pending_delivery AS d
 WHERE w.status = 'deleted' AND d.webhook_id = w.id
UNION ALL
SELECT c.id FROM wh_webhook AS w CROSS JOIN wh_chain AS c
 WHERE w.status = 'deleted' AND c.webhook_id = w.id AND c.deadline_at IS NOT NULL
LIMIT ?;

-- name: NEXT_SLICES
-- The first slice of each event: an index shows that there is none before it.
SELECT e.id, e.topic, e.type, f.slice, f.chains
  FROM wh_fan_out AS f
  JOIN wh_event AS e ON e.seq = f.event_seq
 WHERE f.event_seq > coalesce((SELECT seq FROM wh_event WHERE id = ?), 0)
   AND NOT EXISTS (SELECT 1 FROM wh_fan_out AS b WHERE b.event_seq = f.event_seq AND b.slice < f.slice)
 ORDER BY f.event_seq LIMIT ?;

-- name: SLICE_OF_WEBHOOK
-- Reads all lists, which are few and soon gone; only for a webhook that is erased.
SELECT e.id, e.topic, e.type, f.slice, f.chains
  FROM wh_fan_out AS f
  JOIN wh_event AS e ON e.seq = f.event_seq
 WHERE strpos(f.chains, ' ' || ? || ' ') > 0
 ORDER BY f.seq LIMIT 1;

-- name: LOCK_SLICES
-- Rows that another transaction has locked count as created.
SELECT (SELECT e.id FROM wh_event AS e WHERE e.seq = event_seq), slice, seq
  FROM wh_fan_out
 WHERE event_seq IN (SELECT e.seq FROM wh_event AS e WHERE e.id = ANY (?)) AND slice = ANY (?::bigint[])
 ORDER BY event_seq, slice FOR UPDATE SKIP LOCKED;

-- name: INSERT_SLICES
INSERT INTO wh_fan_out (event_seq, slice, chains)
SELECT (SELECT seq FROM wh_event WHERE id = r.event_seq), r.slice, r.chains
  FROM unnest(?, ?, ?)
    AS r (event_seq, slice, chains);

-- name: DELETE_SLICES
DELETE FROM wh_fan_out WHERE seq = ANY (?::bigint[]);

-- name: COUNT_SLICES
SELECT count(*) FROM wh_fan_out;

-- name: INSERT_SET_ASIDE
INSERT INTO wh_set_aside (id, kind, since, message, outcome, retry_at, cause, chain_id, step, resume_count,
       attempt_number, fencing_token,
        attempted_at, status, failure, retry_after, location, body, total_micros, connect_micros, first_byte_micros,
        download_micros)
SELECT r.id, r.kind, r.since, r.message, r.outcome, r.retry_at, r.cause, r.chain_id, r.step, r.resume_count,
       r.attempt_number,
       r.fencing_token, r.attempted_at, r.status, r.failure, r.retry_after, r.location, r.body, r.total_micros,
       r.connect_micros,
       r.first_byte_micros, r.download_micros
  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    AS r (id, kind, since, message, outcome, retry_at, cause, chain_id, step, resume_count, attempt_number,
       fencing_token, attempted_at, status,
          failure, retry_after, location, body, total_micros, connect_micros, first_byte_micros, download_micros)
    ON CONFLICT (id) DO NOTHING;

-- name: LOCK_SET_ASIDE
-- Of two nodes that end one, the second finds none.
SELECT id FROM wh_set_aside WHERE id = ANY (?) ORDER BY id FOR UPDATE;

-- name: DELETE_SET_ASIDE
DELETE FROM wh_set_aside WHERE id = ANY (?);

-- name: LIST_SET_ASIDE
SELECT chain_id, step, resume_count, attempt_number, fencing_token, attempted_at, status, failure, retry_after,
       location, body, total_micros,
       connect_micros, first_byte_micros, download_micros,
       kind, since, message, outcome, retry_at, cause
  FROM wh_set_aside ORDER BY since, id LIMIT ?;

-- name: COUNT_SET_ASIDE
SELECT count(*) FROM wh_set_aside;
