-- Version 1 of the store's schema on PostgreSQL. Never changed once released: later changes are in V2.
-- SQL without names of schemas: it may be run by any migration tool, in the schema that the store is to find first.
--
-- Times are epoch milliseconds (…_at, …_since), durations say their unit, flags are 0 or 1, ids are text of [a-z0-9_]
-- unless said otherwise.

CREATE TABLE wh_schema (
    version  INTEGER NOT NULL PRIMARY KEY, -- a version that was applied; the greatest is the present one
    checksum TEXT -- of the script that applied it, compared when a store is opened
);

-- Identifies this store: together with the database's name and the table's OID it differs from every other store, and
-- from a copy of its tables.
CREATE TABLE wh_identity (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is one row
    store TEXT    NOT NULL -- random, made with the tables
);

INSERT INTO wh_identity (id, store) VALUES (1, gen_random_uuid()::text);

CREATE TABLE wh_deployment (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is one row
    signing_key BYTEA   NOT NULL -- secret, perhaps encrypted: signs the callback URLs of this deployment
);

-- For stores that use their callers' clock; empty here, where the clock is the server's.
CREATE TABLE wh_clock (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is one row, once an engine has run
    recorded_at BIGINT  NOT NULL -- what the callers' clock showed when an engine recorded it last
);

-- Counts the changes of all webhooks, so that a node that knows a version can ask for later ones.
CREATE TABLE wh_webhook_version (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is one row
    value BIGINT  NOT NULL -- the latest version: a count, and in its last 28 bits a random tag; 0: none yet
);

INSERT INTO wh_webhook_version (id, value) VALUES (1, 0);

-- Changes of the last day or so, by which a node finds out whether the database still has what it has seen: after a restore or a
-- failover it may not. The latest one is always here.
CREATE TABLE wh_webhook_version_log (
    version    BIGINT NOT NULL PRIMARY KEY, -- a version, as wh_webhook_version counted it
    changed_at BIGINT NOT NULL -- when that was
);

CREATE TABLE wh_webhook (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- the webhook's id
    number          BIGINT           NOT NULL UNIQUE, -- 63 bits of the SHA-256 of its id: names it in the keys of its chains
    revision        INTEGER          NOT NULL, -- the present revision of its settings, in wh_webhook_revision
    status          TEXT             NOT NULL, -- enabled, disabled, disabled_gone, disabled_failing, deleted
    status_since    BIGINT           NOT NULL, -- since when it has that status
    created_at      BIGINT           NOT NULL, -- when it was created
    version         BIGINT           NOT NULL, -- the version of its last change, from wh_webhook_version; a save that names an older one is refused
    changed_at      BIGINT           NOT NULL, -- when that was
    owner_number    BIGINT, -- 63 bits of the SHA-256 of its owner, by which history finds it; null: it has none, or was erased
    failing_since   BIGINT, -- when the first of the failed attempts in a row began; null: none failed
    failed_attempts INTEGER          NOT NULL -- how many attempts have failed in a row, over all its deliveries
);

CREATE INDEX wh_webhook_owner ON wh_webhook (owner_number, number) WHERE owner_number IS NOT NULL;
CREATE UNIQUE INDEX wh_webhook_by_version ON wh_webhook (version);
-- What these left unfinished counts as cancelled.
CREATE INDEX wh_webhook_deleted ON wh_webhook (id) WHERE status = 'deleted';

-- A chain goes on with the settings it started with, so each revision is kept until no chain needs it.
CREATE TABLE wh_webhook_revision (
    webhook_id TEXT COLLATE "C" NOT NULL REFERENCES wh_webhook, -- whose they are
    revision   INTEGER          NOT NULL, -- from 1
    settings   TEXT             NOT NULL, -- JSON, perhaps encrypted: what its user chose; may hold passwords
    PRIMARY KEY (webhook_id, revision)
);

CREATE TABLE wh_webhook_secret (
    webhook_id TEXT COLLATE "C" NOT NULL REFERENCES wh_webhook ON DELETE CASCADE, -- whose it is
    position   INTEGER          NOT NULL, -- from 0, the current secrets first
    secret     TEXT             NOT NULL, -- secret: whsec_ or whsk_, and base64, perhaps encrypted
    expires_at BIGINT, -- from when on it signs no longer; null for a current one
    PRIMARY KEY (webhook_id, position)
);

-- From here on no foreign keys: each would cost a lookup for every row of the hot path, on PostgreSQL a query with a lock. Rows
-- that belong together are written in one transaction, and retention takes them together.

CREATE TABLE wh_event (
    number            BIGINT           NOT NULL PRIMARY KEY, -- grows with the time of acceptance; its chains have the same one
    id                TEXT COLLATE "C" NOT NULL UNIQUE, -- the application's id: visible ASCII
    topic             TEXT             NOT NULL, -- what it happened to
    tag               TEXT, -- the tag that tag filters look at; null: none
    type              TEXT             NOT NULL, -- for example push
    occurred_at       BIGINT           NOT NULL, -- when it happened, as the application says, or when the engine accepted it
    accepted_at       BIGINT           NOT NULL, -- when it was accepted
    webhooks          TEXT             NOT NULL, -- numbers of the webhooks it started chains for, separated by spaces; empty: none
    attributes        TEXT, -- JSON: what the application attached to it; not sent to receivers; null: nothing
    test              TEXT, -- whole_chain or first_step: how far it goes as a test; null: it is none
    digest            BYTEA            NOT NULL, -- SHA-256 of body: distinguishes a repetition from another event
    body              BYTEA            NOT NULL, -- the JSON object that destinations receive, once for all of them
    ordering_key      TEXT COLLATE "C", -- among the events of this key order matters; null: it is in no order
    ordering_sequence BIGINT -- its turn among them, from 1; null without a key
);

-- The last turn that an event of an ordering key got. Locked by the transaction that takes the next one, until it ends.
CREATE TABLE wh_ordering_key (
    key      TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- as the application wrote it: visible ASCII
    sequence BIGINT           NOT NULL, -- the last turn; 0: none yet
    used_at  BIGINT           NOT NULL -- when that was, to the day in UTC, so that its index changes once a day; 0: never
) WITH (fillfactor = 70);

CREATE INDEX wh_ordering_key_used ON wh_ordering_key (used_at);

-- Chains that are still to be created: a slice of those that an event starts in each row. Deleted in the transaction that creates
-- them.
CREATE TABLE wh_fan_out (
    seq               BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- names the row
    event_number      BIGINT  NOT NULL, -- the event
    slice             INTEGER NOT NULL, -- which of the event's slices it is, from 0
    chains            TEXT    NOT NULL, -- a line for each chain: id, webhook_id, revision, destinations with commas between, expect_final,
    -- callback_deadline_millis
    ordering_key      TEXT COLLATE "C", -- that of the event
    ordering_sequence BIGINT, -- the event's turn; null without a key
    UNIQUE (event_number, slice)
);

CREATE INDEX wh_fan_out_order ON wh_fan_out (ordering_key, ordering_sequence, slice) WHERE ordering_key IS NOT NULL;

-- The key is that of the webhook and that of the event, so that the chains of a webhook are its history, and those of an event are
-- found by the numbers of its webhooks. A rerun has a number of its own, which is odd; that of an event is even. The text id of a chain is chn_ and both in base 32.
CREATE TABLE wh_chain (
    webhook_number           BIGINT  NOT NULL, -- the webhook that it is a run of
    number                   BIGINT  NOT NULL, -- grows with the time of its start
    event_number             BIGINT, -- the event that a rerun is for; null: the chain was started by the event of the same number
    started_at               BIGINT  NOT NULL, -- when it was started
    revision                 INTEGER NOT NULL, -- the revision of the webhook's settings that it runs by
    steps                    INTEGER NOT NULL, -- how many destinations it has
    expect_final             INTEGER NOT NULL, -- flag: the last destination must call back too
    state                    INTEGER NOT NULL, -- delivering: 2 held by a claim batch, 3 in the queue; 4 awaiting a callback,
    -- 5 complete, 6 interrupted, 7 cancelled
    callback_deadline_millis BIGINT  NOT NULL, -- how long a destination may take to call back
    destinations             TEXT, -- by step the number of its destination, separated by spaces; null: that of the step
    step                     INTEGER NOT NULL, -- its present step, from 0
    cause                    TEXT, -- why it was interrupted; null in every other state
    resume_count             INTEGER NOT NULL, -- how often it was resumed
    deadline_at              BIGINT, -- a callback is too late from here on; null unless it awaits one
    finished_at              BIGINT, -- when it was completed, interrupted or cancelled; null while unfinished
    first_attempted_at       BIGINT, -- when the first attempt began; null, as what follows: there is none, or wh_attempt has it
    first_status             INTEGER, -- the status of its response
    first_total_micros       INTEGER, -- how long all of it took
    first_connect_micros     INTEGER, -- name resolution, TCP and TLS; 0 on an open connection
    first_response_micros    INTEGER, -- from the request's last byte to the first of the response
    first_download_micros    INTEGER, -- from the response's first byte to the last that was read
    PRIMARY KEY (webhook_number, number)
) WITH (
-- Each is updated once or more, and soon, with all its neighbours in one transaction: room for another version of each on
-- its page. Where there is none, every index gets another entry.
    fillfactor = 40
);

-- These hold only what they are asked for. None has anything of a chain that is just delivered: that a chain is finished changes no
-- index.
CREATE INDEX wh_chain_rerun ON wh_chain (event_number, number, webhook_number) WHERE event_number IS NOT NULL;
CREATE INDEX wh_chain_latest_rerun ON wh_chain (number, webhook_number) WHERE event_number IS NOT NULL;
-- Not by the state, which changes when a chain is delivered.
CREATE INDEX wh_chain_interrupted ON wh_chain (number, webhook_number) WHERE cause IS NOT NULL;
CREATE INDEX wh_chain_interrupted_of_webhook ON wh_chain (webhook_number, number) WHERE cause IS NOT NULL;
CREATE INDEX wh_chain_awaiting ON wh_chain (webhook_number, number) WHERE deadline_at IS NOT NULL;
CREATE INDEX wh_chain_deadline ON wh_chain (deadline_at) WHERE deadline_at IS NOT NULL;

-- What a node has claimed by creating it, a row for each commit: chains that are held have no row in the queue. The lease is renewed
-- for all of them. When it has ended, any node moves those that are still held to the queue.
CREATE TABLE wh_claim_batch (
    number          BIGINT   PRIMARY KEY, -- names the row, at random
    lease_owner     TEXT     NOT NULL, -- the node that works on the chains
    lease_until     BIGINT   NOT NULL, -- the end of its lease
    webhook_numbers BIGINT[] NOT NULL, -- the keys of the chains: their webhooks
    chain_numbers   BIGINT[] NOT NULL -- and their numbers, in the same order
) WITH (
-- As wh_pending_delivery: soon gone.
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 500,
    autovacuum_vacuum_cost_delay = 0
);

CREATE INDEX wh_claim_batch_lease ON wh_claim_batch (lease_until);

-- The queue: one narrow row for each chain that is delivering and that no claim batch holds, and none for any other.
CREATE TABLE wh_pending_delivery (
    webhook_number    BIGINT  NOT NULL, -- the chain whose delivery it is: its webhook, which is its lane together with the destination
    chain_number      BIGINT  NOT NULL, -- the chain's number
    destination       INTEGER NOT NULL, -- the destination's number within the webhook
    step              INTEGER NOT NULL, -- the present step of the chain
    resume_count      INTEGER NOT NULL, -- the chain's, here so that a claim needs no other row to be consistent
    due_at            BIGINT  NOT NULL, -- when the next attempt may be made
    attempt           INTEGER NOT NULL, -- the next attempt's number, from 1
    failures          INTEGER NOT NULL, -- how many attempts before it count as failures: they use up the retry schedule
    sender_faults     INTEGER NOT NULL, -- how many attempts just before it, in a row, failed by the sender's own fault
    new_connection    INTEGER NOT NULL, -- flag: it must go over a new connection, since a reused one was lost
    fencing_token     INTEGER NOT NULL, -- counts the claims; what a node writes counts only under the present token
    lease_owner       TEXT, -- the node that works on it; null: none
    available_at      BIGINT  NOT NULL, -- from when on it may be claimed: due_at, or the end of the lease while a node holds it
    ordering_key      TEXT COLLATE "C", -- the event's; null: it is in no order, as after it was resumed
    ordering_sequence BIGINT, -- the event's turn; null without a key
    PRIMARY KEY (webhook_number, chain_number)
) WITH (
-- Every row is moved several times and soon gone: room for that on its page, and a vacuum before it costs claims anything.
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 500,
    autovacuum_vacuum_cost_delay = 0
);

-- The nodes that deliver, and those that did up to a minute ago.
CREATE TABLE wh_node (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- the node: one run of one engine
    lease_until BIGINT           NOT NULL, -- from when on it starts no attempt, unless it renews
    settled_at  BIGINT           NOT NULL -- from when on no other node starts an attempt without counting this one; 0: there was none
) WITH (fillfactor = 70);

-- Claims go lane by lane, the earliest first.
CREATE INDEX wh_pending_delivery_lane ON wh_pending_delivery (webhook_number, destination, available_at, chain_number);

-- Of the deliveries of one key at one step of a webhook's chains exactly one does not wait: others must be found without it, and
-- it without the others.
CREATE INDEX wh_pending_delivery_in_turn ON wh_pending_delivery (ordering_key, webhook_number, step)
 WHERE ordering_key IS NOT NULL AND lease_owner IS DISTINCT FROM 'waits_for_turn';
CREATE INDEX wh_pending_delivery_waiting
    ON wh_pending_delivery (ordering_key, webhook_number, step, ordering_sequence, chain_number)
 WHERE ordering_key IS NOT NULL AND lease_owner = 'waits_for_turn';

-- Every attempt but those that are in wh_chain: the first one of a chain that a claim batch held, if it got a response without a body.
CREATE TABLE wh_attempt (
    webhook_number    BIGINT  NOT NULL, -- the chain it was made for: its webhook
    chain_number      BIGINT  NOT NULL, -- the chain's number
    step              INTEGER NOT NULL, -- the step it was made for
    resume_count      INTEGER NOT NULL, -- how often the chain had been resumed
    attempt_number    INTEGER NOT NULL, -- from 1, counted over the whole delivery
    fencing_token     INTEGER NOT NULL, -- the claim under which it was made
    attempted_at      BIGINT  NOT NULL, -- when it began
    status            INTEGER, -- the response's status; null: no response
    failure           TEXT, -- why there was no response, for example timed_out; null: there was one
    retry_after       TEXT, -- the response's Retry-After as it stood; null: none
    location          TEXT, -- the response's Location; null: none
    body              TEXT, -- the first bytes of the response's body; null: no response
    total_micros      BIGINT  NOT NULL, -- how long all of it took
    connect_micros    BIGINT  NOT NULL, -- name resolution, TCP and TLS; 0 on an open connection
    first_byte_micros BIGINT  NOT NULL, -- from the request's last byte to the first of the response
    download_micros   BIGINT  NOT NULL, -- from the response's first byte to the last that was read
    PRIMARY KEY (webhook_number, chain_number, step, resume_count, attempt_number, fencing_token)
);

CREATE TABLE wh_callback (
    webhook_number BIGINT  NOT NULL, -- the chain it came for: its webhook
    chain_number   BIGINT  NOT NULL, -- the chain's number
    step           INTEGER NOT NULL, -- the step that it settled
    resume_count   INTEGER NOT NULL, -- how often the chain had been resumed when it came
    state          TEXT    NOT NULL, -- success, failure, error
    description    TEXT, -- as the receiver wrote it; null: none
    context        TEXT, -- who called back; null: none said
    target_url     TEXT, -- where the results are shown; null: none
    received_at    BIGINT  NOT NULL, -- when it came
    PRIMARY KEY (webhook_number, chain_number, step, resume_count)
);

-- Callbacks that were refused although their URL was a chain's, and fields that were dropped: at most 20 of each step.
CREATE TABLE wh_callback_problem (
    webhook_number BIGINT  NOT NULL, -- the chain it came for: its webhook
    chain_number   BIGINT  NOT NULL, -- the chain's number
    step           INTEGER NOT NULL, -- the step whose URL it came to
    number         INTEGER NOT NULL, -- from 1, counted over the step
    kind           TEXT    NOT NULL, -- invalid, too_large, encoded, conflict, too_late, field_dropped
    detail         TEXT    NOT NULL, -- the rule and what was found instead: visible ASCII
    received_at    BIGINT  NOT NULL, -- when it came
    PRIMARY KEY (webhook_number, chain_number, step, number)
);

-- Changes that could never be written although others could: the record of an attempt, mostly. Until an operator has one written
-- or drops it, set_aside owns the lease of its delivery, so that no node claims it.
CREATE TABLE wh_set_aside (
    id                TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- follows from the change: the same one set aside twice is one
    kind              TEXT             NOT NULL, -- attempt, release, cancel, deadline
    since             BIGINT           NOT NULL, -- when it was set aside
    message           TEXT             NOT NULL, -- what it failed with, for people
    outcome           TEXT, -- of an attempt: delivered, retry, exhausted; null of any other kind
    retry_at          BIGINT, -- when the next attempt may be made; null unless the outcome is retry
    cause             TEXT, -- why the delivery is exhausted; null unless the outcome is exhausted
    webhook_number    BIGINT           NOT NULL, -- the chain it is about: its webhook
    chain_number      BIGINT           NOT NULL, -- the chain's number
    step              INTEGER, -- the step; null of cancel and deadline
    resume_count      INTEGER, -- how often the chain had been resumed; null of cancel and deadline
    attempt_number    INTEGER, -- from here on as in wh_attempt; null of any other kind than attempt
    fencing_token     INTEGER, -- the claim; null of cancel and deadline
    attempted_at      BIGINT, -- when the attempt began
    status            INTEGER, -- the response's status; null: no response
    failure           TEXT, -- why there was no response; null: there was one
    retry_after       TEXT, -- the response's Retry-After as it stood; null: none
    location          TEXT, -- the response's Location; null: none
    body              TEXT, -- the first bytes of the response's body; null: no response
    total_micros      BIGINT, -- how long all of it took
    connect_micros    BIGINT, -- name resolution, TCP and TLS
    first_byte_micros BIGINT, -- from the request's last byte to the first of the response
    download_micros   BIGINT -- from the response's first byte to the last that was read
);

-- Actions on many chains at a time. A job that runs is moved on in the transaction that acts on its chains, and only from where it
-- was when they were found: each chain is acted on once.
CREATE TABLE wh_bulk_job (
    id               TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- sorts by the time of its start
    action           TEXT    NOT NULL, -- resume, rerun, cancel, send_missed
    query            TEXT    NOT NULL, -- JSON: which chains, the latest first
    planned          BIGINT  NOT NULL, -- how many chains its plan came to
    planned_more     INTEGER NOT NULL, -- flag: there are more, or may be
    position         TEXT, -- the id of the chain up to which it has got, or that a missed event would have; null: it has not begun
    done             BIGINT  NOT NULL, -- on how many chains the action took effect
    failed           BIGINT  NOT NULL, -- how many the database refused, each by itself
    skipped_state    BIGINT  NOT NULL, -- how many had a state that did not allow it any more
    skipped_chain    BIGINT  NOT NULL, -- how many were deleted before it came to them
    skipped_deleted  BIGINT  NOT NULL, -- how many had a deleted webhook
    skipped_disabled BIGINT  NOT NULL, -- how many had a disabled webhook, for which nothing is started
    state            TEXT    NOT NULL, -- running, finished, stopped
    started_by       TEXT    NOT NULL, -- who started it, as the application named them
    started_at       BIGINT  NOT NULL, -- when that was
    finished_at      BIGINT  -- when it was finished or stopped; null while it runs
);

-- One runs at a time.
CREATE UNIQUE INDEX wh_bulk_job_running ON wh_bulk_job (state) WHERE state = 'running';

-- Every chain ever accepted, by its present state; written in the same transaction as the chains. The counts are the sums
-- over the rows: accepted = complete + waiting + pending + interrupted + cancelled, at every moment.
CREATE TABLE wh_chain_counts (
    writer            TEXT   NOT NULL PRIMARY KEY, -- a connection to the database, for which no other connection writes; total: the sum of folded rows
    accepted          BIGINT NOT NULL, -- all chains; retention takes away none of these counts
    complete          BIGINT NOT NULL, -- chains that are complete
    awaiting_callback BIGINT NOT NULL, -- chains in awaiting_callback
    delivering        BIGINT NOT NULL, -- chains in delivering
    interrupted       BIGINT NOT NULL, -- chains that were interrupted
    cancelled         BIGINT NOT NULL -- chains that were cancelled
);

INSERT INTO wh_chain_counts (writer, accepted, complete, awaiting_callback, delivering, interrupted, cancelled)
VALUES ('total', 0, 0, 0, 0, 0, 0);

-- That these tables are a copy of a store in a file. Written with every batch of rows, so that a copy that was interrupted goes on.
CREATE TABLE wh_store_copy (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is at most one row
    copy        TEXT    NOT NULL, -- random; the file has the same until a store opens it
    source      TEXT, -- where the copied store is, for people
    table_name  TEXT, -- the table that is being copied; empty once all are
    last_key    TEXT, -- the key of the last row of it that was copied, a line for each column; null: none yet
    copied      BIGINT, -- how many rows of it were copied
    begun_at    BIGINT, -- when the copy was begun
    finished_at BIGINT -- when both sides were found equal; null: not yet, and no store opens these tables
);

-- For people with psql: chains with ids and times that can be read.
CREATE VIEW wh_chain_readable AS
SELECT c.webhook_number, c.number,
       coalesce((SELECT w.id FROM wh_webhook AS w WHERE w.number = c.webhook_number),
                'lost_' || c.webhook_number) AS webhook_id,
       (SELECT e.id FROM wh_event AS e WHERE e.number = coalesce(c.event_number, c.number)) AS event_id,
       CASE c.state WHEN 2 THEN 'delivering' WHEN 3 THEN 'delivering' WHEN 4 THEN 'awaiting_callback' WHEN 5 THEN 'complete'
                    WHEN 6 THEN 'interrupted' ELSE 'cancelled' END AS state,
       c.step, c.cause,
       (SELECT d.ordering_key FROM wh_pending_delivery AS d
         WHERE d.webhook_number = c.webhook_number AND d.chain_number = c.number AND d.lease_owner = 'waits_for_turn')
           AS waits_for_turn_of,
       to_char(to_timestamp(c.started_at / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS started,
       to_char(to_timestamp(c.finished_at / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS finished
  FROM wh_chain AS c;

-- Last of all, for applications that run this script themselves. SchemaScriptsTest checks the checksum.
INSERT INTO wh_schema (version, checksum) VALUES (1, 'd0d85be3a123133f');
