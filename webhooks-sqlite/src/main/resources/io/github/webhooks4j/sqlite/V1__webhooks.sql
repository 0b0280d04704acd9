-- Version 1 of the store's schema on SQLite. Never changed once released: later changes are in V2.
--
-- Times are epoch milliseconds (…_at, …_since), durations say their unit, flags are 0 or 1, ids are text of [a-z0-9_]
-- unless said otherwise.

CREATE TABLE wh_schema (
    version  INTEGER NOT NULL PRIMARY KEY, -- a version that was applied; the greatest is the present one
    checksum TEXT -- of the script that applied it, compared when a store is opened
) STRICT;

-- Identifies this store: together with the file's name it differs from every other store, and from a copy of its file.
CREATE TABLE wh_identity (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is one row
    store TEXT    NOT NULL -- random, made with the tables
) STRICT;

INSERT INTO wh_identity (id, store) VALUES (1, lower(hex(randomblob(16))));

CREATE TABLE wh_deployment (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is one row
    signing_key BLOB    NOT NULL -- secret, perhaps encrypted: signs the callback URLs of this deployment
) STRICT;

-- By what time history may be deleted: a clock that is far ahead of this is not trusted until an engine has run for a while.
CREATE TABLE wh_clock (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is one row, once an engine has run
    recorded_at INTEGER NOT NULL -- what the node's clock showed when an engine recorded it last
) STRICT;

-- Counts the changes of all webhooks, so that a node that knows a version can ask for later ones.
CREATE TABLE wh_webhook_version (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is one row
    value INTEGER NOT NULL -- the latest version: a count, and in its last 28 bits a random tag; 0: none yet
) STRICT;

INSERT INTO wh_webhook_version (id, value) VALUES (1, 0);

-- Changes of the last day or so, by which a node finds out whether the database still has what it has seen: after a restore or a
-- failover it may not. The latest one is always here.
CREATE TABLE wh_webhook_version_log (
    version    INTEGER NOT NULL PRIMARY KEY, -- a version, as wh_webhook_version counted it
    changed_at INTEGER NOT NULL -- when that was
) STRICT;

CREATE TABLE wh_webhook (
    id              TEXT    NOT NULL PRIMARY KEY, -- the webhook's id
    number          INTEGER NOT NULL UNIQUE, -- the first 63 bits of the SHA-256 of the id; the ids of its chains begin with it
    revision        INTEGER NOT NULL, -- the present revision of its settings, in wh_webhook_revision
    status          TEXT    NOT NULL, -- enabled, disabled, disabled_gone, disabled_failing, deleted
    status_since    INTEGER NOT NULL, -- since when it has that status
    created_at      INTEGER NOT NULL, -- when it was created
    version         INTEGER NOT NULL, -- the version of its last change, from wh_webhook_version; a save that names an older one is refused
    changed_at      INTEGER NOT NULL, -- when that was
    owner_number    INTEGER, -- 63 bits of the SHA-256 of its owner, by which history finds it; null: it has none, or was erased
    failing_since   INTEGER, -- when the first of the failed attempts in a row began; null: none failed
    failed_attempts INTEGER NOT NULL -- how many attempts have failed in a row, over all its deliveries
) STRICT, WITHOUT ROWID;

CREATE INDEX wh_webhook_owner ON wh_webhook (owner_number, number) WHERE owner_number IS NOT NULL;
CREATE UNIQUE INDEX wh_webhook_by_version ON wh_webhook (version);
-- What these left unfinished counts as cancelled.
CREATE INDEX wh_webhook_deleted ON wh_webhook (id) WHERE status = 'deleted';

-- A chain goes on with the settings it started with, so each revision is kept until no chain needs it.
CREATE TABLE wh_webhook_revision (
    webhook_id TEXT    NOT NULL REFERENCES wh_webhook, -- whose they are
    revision   INTEGER NOT NULL, -- from 1
    settings   TEXT    NOT NULL, -- JSON, perhaps encrypted: what its user chose; may hold passwords
    PRIMARY KEY (webhook_id, revision)
) STRICT;

CREATE TABLE wh_webhook_secret (
    webhook_id TEXT    NOT NULL REFERENCES wh_webhook ON DELETE CASCADE, -- whose it is
    position   INTEGER NOT NULL, -- from 0, the current secrets first
    secret     TEXT    NOT NULL, -- secret: whsec_ or whsk_, and base64, perhaps encrypted
    expires_at INTEGER, -- from when on it signs no longer; null for a current one
    PRIMARY KEY (webhook_id, position)
) STRICT, WITHOUT ROWID;

-- From here on no foreign keys: each would cost a lookup for every row of the hot path, on PostgreSQL a query with a lock. Rows
-- that belong together are written in one transaction, and retention takes them together.

CREATE TABLE wh_event (
    number            INTEGER NOT NULL PRIMARY KEY, -- 41 bits of milliseconds since 2025-01-01T00:00Z, when it was accepted, 21 bits of a
    -- hash of the id, and a flag that only reruns have
    id                TEXT    NOT NULL UNIQUE, -- the application's id: visible ASCII
    topic             TEXT    NOT NULL, -- what it happened to
    tag               TEXT, -- the tag that tag filters look at; null: none
    type              TEXT    NOT NULL, -- for example push
    occurred_at       INTEGER NOT NULL, -- when it happened, as the application says, or when the engine accepted it
    accepted_at       INTEGER NOT NULL, -- when it was accepted
    webhooks          TEXT    NOT NULL, -- numbers of the webhooks it started chains for when it was accepted, separated by spaces; empty: none
    attributes        TEXT, -- JSON: what the application attached to it; not sent to receivers; null: nothing
    test              TEXT, -- whole_chain or first_step: how far it goes as a test; null: it is none
    digest            BLOB    NOT NULL, -- SHA-256 of body: distinguishes a repetition from another event
    body              BLOB    NOT NULL, -- the JSON object that destinations receive, once for all of them
    ordering_key      TEXT, -- among the events of this key order matters; null: it is in no order
    ordering_sequence INTEGER -- its turn among them, from 1; null without a key
) STRICT;

-- The last turn that an event of an ordering key got.
CREATE TABLE wh_ordering_key (
    key      TEXT    NOT NULL PRIMARY KEY, -- as the application wrote it: visible ASCII
    sequence INTEGER NOT NULL, -- the last turn; 0: none yet
    used_at  INTEGER NOT NULL -- when that was, to the day in UTC, so that its index changes once a day; 0: never
) STRICT, WITHOUT ROWID;

CREATE INDEX wh_ordering_key_used ON wh_ordering_key (used_at);

-- Chains that are still to be created: a slice of those that an event starts in each row. Deleted in the transaction that creates
-- them.
CREATE TABLE wh_fan_out (
    seq               INTEGER NOT NULL PRIMARY KEY, -- names the row
    event_number      INTEGER NOT NULL, -- the event
    slice             INTEGER NOT NULL, -- which of the event's slices it is, from 0
    chains            TEXT    NOT NULL, -- a line for each chain: id, webhook id, revision, destinations with commas between, expect_final,
    -- callback_deadline_millis
    ordering_key      TEXT, -- that of the event
    ordering_sequence INTEGER, -- the event's turn; null without a key
    UNIQUE (event_number, slice)
) STRICT;

CREATE INDEX wh_fan_out_order ON wh_fan_out (ordering_key, ordering_sequence, slice) WHERE ordering_key IS NOT NULL;

-- By webhook and time of the start, and so the history of a webhook is a range of it; the view wh_chain_readable shows it in words. A
-- row keeps its size when the first attempt is recorded and the chain is complete, so that SQLite overwrites it where it is: what has no
-- value yet has one of the same size.
CREATE TABLE wh_chain (
    webhook_number           INTEGER NOT NULL, -- the webhook that it is a run of, by its number
    number                   INTEGER NOT NULL, -- that of its event, or of a rerun: it grows with the time of the start
    revision                 INTEGER NOT NULL, -- the revision of the webhook's settings that it runs by
    event_number             INTEGER, -- of a rerun, the event that it is a run for; null: the event with its own number
    steps                    INTEGER NOT NULL, -- how many destinations it has
    expect_final             INTEGER NOT NULL, -- flag: the last destination must call back too
    callback_deadline_millis INTEGER NOT NULL, -- how long a destination may take to call back
    destinations             TEXT, -- by step the number of its destination, separated by spaces; null: that of the step
    state                    INTEGER NOT NULL, -- 2 delivering and held by a claim batch, 3 delivering and in the queue, 4 awaiting_callback,
    -- 5 complete, 6 interrupted, 7 cancelled
    step                     INTEGER NOT NULL, -- its present step, from 0
    cause                    TEXT, -- why it was interrupted; null in every other state
    deadline_at              INTEGER, -- a callback is too late from here on; null unless awaiting_callback
    resume_count             INTEGER NOT NULL, -- how often it was resumed
    started_at               INTEGER NOT NULL, -- when it was started
    finished_at              INTEGER NOT NULL, -- when it was completed, interrupted or cancelled; started_at while unfinished
    first_attempted_at       INTEGER NOT NULL, -- when its first attempt began; started_at if that is not stored here but in wh_attempt
    first_status             INTEGER NOT NULL, -- the response's status; 999 if the first attempt is not stored here
    -- From here on 4294967296 and the microseconds of the first attempt, as in wh_attempt.
    first_total_micros       INTEGER NOT NULL, -- how long all of it took
    first_connect_micros     INTEGER NOT NULL, -- name resolution, TCP and TLS
    first_response_micros    INTEGER NOT NULL, -- from the request's last byte to the first of the response
    first_download_micros    INTEGER NOT NULL, -- from the response's first byte to the last that was read
    PRIMARY KEY (webhook_number, number)
) STRICT, WITHOUT ROWID;

-- The partial ones hold only what they are asked for. None has anything of a chain that is just delivered: that a chain is
-- finished changes no index.
CREATE INDEX wh_chain_awaiting ON wh_chain (webhook_number, number) WHERE deadline_at IS NOT NULL;
CREATE INDEX wh_chain_deadline ON wh_chain (deadline_at) WHERE deadline_at IS NOT NULL;
CREATE INDEX wh_chain_rerun ON wh_chain (event_number, number, webhook_number) WHERE event_number IS NOT NULL;
CREATE INDEX wh_chain_latest_rerun ON wh_chain (number, webhook_number, event_number) WHERE event_number IS NOT NULL;
-- Not by the state, which changes when a chain is delivered. Their last columns keep SQLite from reading the chains too.
CREATE INDEX wh_chain_interrupted ON wh_chain (number, webhook_number, cause) WHERE cause IS NOT NULL;
CREATE INDEX wh_chain_interrupted_of_webhook ON wh_chain (webhook_number, number, cause) WHERE cause IS NOT NULL;

-- What one commit created and its node works on: one row for all of these chains, as long as any of them is in state 2. Renewed as a
-- whole. Such a chain has no row in the queue: its first delivery is due since it was started, and it has the fencing token 1.
CREATE TABLE wh_claim_batch (
    number      INTEGER NOT NULL PRIMARY KEY, -- random, so that no later batch has it
    lease_owner TEXT    NOT NULL, -- the node that works on them
    lease_until INTEGER NOT NULL, -- from when on what is still held goes to the queue, unless the node renews
    chains      TEXT    NOT NULL -- JSON: an array of pairs, number of the webhook and number of the chain
) STRICT;

-- The queue: one narrow row for each chain that is delivering and in no claim batch, and none for any other.
CREATE TABLE wh_pending_delivery (
    webhook_number    INTEGER NOT NULL, -- the chain's webhook, which is its lane together with the destination
    chain_number      INTEGER NOT NULL, -- whose delivery it is: the chain's number
    destination       INTEGER NOT NULL, -- the destination's number within the webhook
    step              INTEGER NOT NULL, -- the present step of the chain
    resume_count      INTEGER NOT NULL, -- the chain's, here so that a claim needs no other row to be consistent
    due_at            INTEGER NOT NULL, -- when the next attempt may be made
    attempt           INTEGER NOT NULL, -- the next attempt's number, from 1
    failures          INTEGER NOT NULL, -- how many attempts before it count as failures: they use up the retry schedule
    sender_faults     INTEGER NOT NULL, -- how many attempts just before it, in a row, failed by the sender's own fault
    new_connection    INTEGER NOT NULL, -- flag: it must go over a new connection, since a reused one was lost
    fencing_token     INTEGER NOT NULL, -- counts the claims; what a node writes counts only under the present token
    lease_owner       TEXT, -- the node that works on it; null: none; set to null when the store is opened
    available_at      INTEGER NOT NULL, -- from when on it may be claimed: due_at, or the end of the lease while a node holds it
    ordering_key      TEXT, -- the event's; null: it is in no order, as after it was resumed
    ordering_sequence INTEGER, -- the event's turn; null without a key
    PRIMARY KEY (webhook_number, chain_number)
) STRICT, WITHOUT ROWID;

-- The nodes that deliver, and those that did up to a minute ago. Emptied when the store is opened.
CREATE TABLE wh_node (
    id          TEXT    NOT NULL PRIMARY KEY, -- the node: one run of one engine
    lease_until INTEGER NOT NULL, -- from when on it starts no attempt, unless it renews
    settled_at  INTEGER NOT NULL -- from when on no other node starts an attempt without counting this one; 0: there was none
) STRICT, WITHOUT ROWID;

-- Claims go lane by lane, the earliest first.
CREATE INDEX wh_pending_delivery_lane ON wh_pending_delivery (webhook_number, destination, available_at, chain_number);

-- Of the deliveries of one key at one step of a webhook's chains exactly one does not wait: others must be found without it, and
-- it without the others.
CREATE INDEX wh_pending_delivery_in_turn ON wh_pending_delivery (ordering_key, webhook_number, step)
 WHERE ordering_key IS NOT NULL AND lease_owner IS NOT 'waits_for_turn';
CREATE INDEX wh_pending_delivery_waiting
    ON wh_pending_delivery (ordering_key, webhook_number, step, ordering_sequence, chain_number)
 WHERE ordering_key IS NOT NULL AND lease_owner = 'waits_for_turn';

-- Attempts, except for the first one of a chain if its row has that.
CREATE TABLE wh_attempt (
    webhook_number    INTEGER NOT NULL, -- the chain it was made for: the number of its webhook
    chain_number      INTEGER NOT NULL, -- and its own
    step              INTEGER NOT NULL, -- the step it was made for
    resume_count      INTEGER NOT NULL, -- how often the chain had been resumed
    attempt_number    INTEGER NOT NULL, -- from 1, counted over the whole delivery
    fencing_token     INTEGER NOT NULL, -- the claim under which it was made
    attempted_at      INTEGER NOT NULL, -- when it began
    status            INTEGER, -- the response's status; null: no response
    failure           TEXT, -- why there was no response, for example timed_out; null: there was one
    retry_after       TEXT, -- the response's Retry-After as it stood; null: none
    location          TEXT, -- the response's Location; null: none
    body              TEXT, -- the first bytes of the response's body; null: no response
    total_micros      INTEGER NOT NULL, -- how long all of it took
    connect_micros    INTEGER NOT NULL, -- name resolution, TCP and TLS; 0 on an open connection
    first_byte_micros INTEGER NOT NULL, -- from the request's last byte to the first of the response
    download_micros   INTEGER NOT NULL, -- from the response's first byte to the last that was read
    PRIMARY KEY (webhook_number, chain_number, step, resume_count, attempt_number, fencing_token)
) STRICT, WITHOUT ROWID;

CREATE TABLE wh_callback (
    webhook_number INTEGER NOT NULL, -- the chain it came for: the number of its webhook
    chain_number INTEGER NOT NULL, -- and its own
    step         INTEGER NOT NULL, -- the step that it settled
    resume_count INTEGER NOT NULL, -- how often the chain had been resumed when it came
    state        TEXT    NOT NULL, -- success, failure, error
    description  TEXT, -- as the receiver wrote it; null: none
    context      TEXT, -- who called back; null: none said
    target_url   TEXT, -- where the results are shown; null: none
    received_at  INTEGER NOT NULL, -- when it came
    PRIMARY KEY (webhook_number, chain_number, step, resume_count)
) STRICT, WITHOUT ROWID;

-- Callbacks that were refused although their URL was a chain's, and fields that were dropped: at most 20 of each step.
CREATE TABLE wh_callback_problem (
    webhook_number INTEGER NOT NULL, -- the chain it came for: the number of its webhook
    chain_number   INTEGER NOT NULL, -- and its own
    step           INTEGER NOT NULL, -- the step whose URL it came to
    number         INTEGER NOT NULL, -- from 1, counted over the step
    kind           TEXT    NOT NULL, -- invalid, too_large, encoded, conflict, too_late, field_dropped
    detail         TEXT    NOT NULL, -- the rule and what was found instead: visible ASCII
    received_at    INTEGER NOT NULL, -- when it came
    PRIMARY KEY (webhook_number, chain_number, step, number)
) STRICT, WITHOUT ROWID;

-- Changes that could never be written although others could: the record of an attempt, mostly. Until an operator has one written
-- or drops it, set_aside owns the lease of its delivery, so that no node claims it.
CREATE TABLE wh_set_aside (
    id                TEXT    NOT NULL PRIMARY KEY, -- follows from the change: the same one set aside twice is one
    kind              TEXT    NOT NULL, -- attempt, release, cancel, deadline
    since             INTEGER NOT NULL, -- when it was set aside
    message           TEXT    NOT NULL, -- what it failed with, for people
    outcome           TEXT, -- of an attempt: delivered, retry, exhausted; null of any other kind
    retry_at          INTEGER, -- when the next attempt may be made; null unless the outcome is retry
    cause             TEXT, -- why the delivery is exhausted; null unless the outcome is exhausted
    webhook_number    INTEGER NOT NULL, -- the chain it is about: the number of its webhook
    chain_number      INTEGER NOT NULL, -- and its own
    step              INTEGER, -- the step; null of cancel and deadline
    resume_count      INTEGER, -- how often the chain had been resumed; null of cancel and deadline
    attempt_number    INTEGER, -- from here on as in wh_attempt; null of any other kind than attempt
    fencing_token     INTEGER, -- the claim; null of cancel and deadline
    attempted_at      INTEGER, -- when the attempt began
    status            INTEGER, -- the response's status; null: no response
    failure           TEXT, -- why there was no response; null: there was one
    retry_after       TEXT, -- the response's Retry-After as it stood; null: none
    location          TEXT, -- the response's Location; null: none
    body              TEXT, -- the first bytes of the response's body; null: no response
    total_micros      INTEGER, -- how long all of it took
    connect_micros    INTEGER, -- name resolution, TCP and TLS
    first_byte_micros INTEGER, -- from the request's last byte to the first of the response
    download_micros   INTEGER -- from the response's first byte to the last that was read
) STRICT, WITHOUT ROWID;

-- Actions on many chains at a time. A job that runs is moved on in the transaction that acts on its chains, and only from where it
-- was when they were found: each chain is acted on once.
CREATE TABLE wh_bulk_job (
    id               TEXT    NOT NULL PRIMARY KEY, -- sorts by the time of its start
    action           TEXT    NOT NULL, -- resume, rerun, cancel, send_missed
    query            TEXT    NOT NULL, -- JSON: which chains, the latest first
    planned          INTEGER NOT NULL, -- how many chains its plan came to
    planned_more     INTEGER NOT NULL, -- flag: there are more, or may be
    position         TEXT, -- the id of the chain up to which it has got, or that a missed event would have; null: it has not begun
    done             INTEGER NOT NULL, -- on how many chains the action took effect
    failed           INTEGER NOT NULL, -- how many the database refused, each by itself
    skipped_state    INTEGER NOT NULL, -- how many had a state that did not allow it any more
    skipped_chain    INTEGER NOT NULL, -- how many were deleted before it came to them
    skipped_deleted  INTEGER NOT NULL, -- how many had a deleted webhook
    skipped_disabled INTEGER NOT NULL, -- how many had a disabled webhook, for which nothing is started
    state            TEXT    NOT NULL, -- running, finished, stopped
    started_by       TEXT    NOT NULL, -- who started it, as the application named them
    started_at       INTEGER NOT NULL, -- when that was
    finished_at      INTEGER -- when it was finished or stopped; null while it runs
) STRICT, WITHOUT ROWID;

-- One runs at a time.
CREATE UNIQUE INDEX wh_bulk_job_running ON wh_bulk_job (state) WHERE state = 'running';

-- Every chain ever accepted, by its present state; written in the same transaction as the chains. The counts are the sums
-- over the rows: accepted = complete + waiting + pending + interrupted + cancelled, at every moment.
CREATE TABLE wh_chain_counts (
    writer            TEXT    NOT NULL PRIMARY KEY, -- total: on SQLite there is no other
    accepted          INTEGER NOT NULL, -- all chains; retention takes away none of these counts
    complete          INTEGER NOT NULL, -- chains that are complete
    awaiting_callback INTEGER NOT NULL, -- chains in awaiting_callback
    delivering        INTEGER NOT NULL, -- chains in delivering
    interrupted       INTEGER NOT NULL, -- chains that were interrupted
    cancelled         INTEGER NOT NULL -- chains that were cancelled
) STRICT, WITHOUT ROWID;

INSERT INTO wh_chain_counts (writer, accepted, complete, awaiting_callback, delivering, interrupted, cancelled)
VALUES ('total', 0, 0, 0, 0, 0, 0);

-- A copy of this store to a database on a server that has begun since the file was last opened by a store.
CREATE TABLE wh_store_copy (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is at most one row
    copy        TEXT    NOT NULL, -- random; both sides have the same
    source      TEXT, -- of a target, as what follows: where the copied store is, for people; null here
    table_name  TEXT, -- the table that is being copied; empty once all are
    last_key    TEXT, -- the key of the last row of it that was copied, a line for each column; null: none yet
    copied      INTEGER, -- how many rows of it were copied
    begun_at    INTEGER, -- when the copy was begun
    finished_at INTEGER -- when both sides were found equal; null: not yet, and no store opens the target
) STRICT;

-- Chains in words, for people.
CREATE VIEW wh_chain_readable AS
SELECT c.webhook_number, c.number, coalesce(w.id, 'lost_' || c.webhook_number) AS webhook_id, e.id AS event_id,
       CASE c.state WHEN 2 THEN 'delivering' WHEN 3 THEN 'delivering' WHEN 4 THEN 'awaiting_callback' WHEN 5 THEN 'complete'
                    WHEN 6 THEN 'interrupted' WHEN 7 THEN 'cancelled' END AS state,
       c.step, c.cause,
       (SELECT d.ordering_key FROM wh_pending_delivery AS d
         WHERE d.webhook_number = c.webhook_number AND d.chain_number = c.number AND d.lease_owner = 'waits_for_turn')
           AS waits_for_turn_of,
       c.state = 2 AS held, c.revision, c.resume_count,
       strftime('%Y-%m-%dT%H:%M:%fZ', c.started_at / 1000.0, 'unixepoch') AS started_at,
       CASE WHEN c.state >= 5 THEN strftime('%Y-%m-%dT%H:%M:%fZ', c.finished_at / 1000.0, 'unixepoch') END AS finished_at,
       nullif(c.first_status, 999) AS first_status
  FROM wh_chain AS c
  LEFT JOIN wh_webhook AS w ON w.number = c.webhook_number
  LEFT JOIN wh_event AS e ON e.number = coalesce(c.event_number, c.number);
