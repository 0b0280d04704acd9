package io.github.webhooks4j.jdbc.internal.sql;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The statements that every database has, each in its own SQL. A parameter that is plural, such as ids, is a
 * collection of texts or of numbers; chain keys are {@link ChainKeys}. Where one chain is named, as a parameter or in a row, it is
 * two columns: the number of its webhook and its own. Times are in epoch milliseconds, flags are 0 or 1. What is read or written is listed in the order of the
 * columns. A statement that writes rows runs once for each of them, or for all together, as the database does it best.
 *
 * <p>A database that has no locks of rows leaves them out: where one transaction writes at a time, what it reads is
 * locked.
 */
public enum SqlStatement {
    // store.sql: The store as a whole: which one it is, what time it is, its schema and its signing key.
    /** Reads store, place and the number of a table, which distinguishes copies within one place; at most one row. */
    STORE_IDENTITY,
    /** Reads where a connection leads, as {@link #STORE_IDENTITY} reads a place; one row. */
    STORE_PLACE,
    /** Reads the time of the database, in milliseconds; one row. */
    CURRENT_TIME,
    /** Reads the time that was recorded last; at most one row. */
    RECORDED_TIME,
    /** Records a time. Parameter: the time. */
    RECORD_TIME,
    /** Reads version and checksum, the newest first. */
    SCHEMA_VERSIONS,
    /** Adds a version unless it is there. Parameters: version, checksum. */
    ADD_SCHEMA_VERSION,
    /** Reads the signing key; at most one row. */
    SIGNING_KEY,
    /** Adds the signing key unless there is one. Parameter: the key. */
    ADD_SIGNING_KEY,
    /** Replaces the signing key. Parameters: the new one, the one to replace. */
    REPLACE_SIGNING_KEY,

    // webhook.sql: Webhooks: their settings, their secrets, and the versions that order their changes.
    /** Locks a webhook and reads version and status. Parameter: id. */
    LOCK_WEBHOOK,
    /** Locks the version of all webhooks, and reads it; one row. Before a webhook is locked, so that savers take turns. */
    LOCK_WEBHOOK_VERSION,
    /** Counts the version of all webhooks up, and reads it; one row. It stays locked until the transaction ends. */
    NEXT_WEBHOOK_VERSION,
    /** Logs a version. Parameters: version, time. */
    LOG_WEBHOOK_VERSION,
    /** Reads those versions that are logged. Parameter: versions. */
    KNOWN_WEBHOOK_VERSIONS,
    /** Reads the latest version; one row. */
    LATEST_WEBHOOK_VERSION,
    /**
     * Inserts a webhook unless it is there. Parameters: revision, status, status since, created at, version, changed at, number of the
     * owner, id, number.
     */
    INSERT_WEBHOOK,
    /** Updates a webhook. Parameters: as of {@link #INSERT_WEBHOOK}, without the number. */
    UPDATE_WEBHOOK,
    /** Forgets that a webhook has failed. Parameter: id. */
    RESET_WEBHOOK_FAILURES,
    /** Sets the version of a webhook whose status has changed. Parameters: version, changed at, status since, id. */
    SET_STATUS_CHANGED,
    /** Adds a revision of settings unless it is there. Parameters: webhook, revision, settings. */
    ADD_WEBHOOK_REVISION,
    /** Deletes the secrets of a webhook. Parameter: webhook. */
    DELETE_WEBHOOK_SECRETS,
    /** Inserts secrets of webhooks. A row: webhook, position, secret, expires at. */
    INSERT_WEBHOOK_SECRETS(ColumnType.TEXT, ColumnType.INTEGER, ColumnType.TEXT, ColumnType.BIGINT),
    /** Deletes all revisions of a webhook but the present one. Parameters: webhook, webhook. */
    DELETE_FORMER_REVISIONS,
    /** Empties the settings of all revisions of a webhook. Parameter: webhook. */
    ERASE_SETTINGS,
    /** Forgets the owner of a webhook. Parameter: id. */
    ERASE_OWNER,
    /**
     * Reads id, revision, settings, status, created at and version of the webhooks of later versions, in their order.
     * Parameter: version.
     */
    WEBHOOKS_SINCE,
    /**
     * Reads webhook, position, secret and expires at of the secrets of the same webhooks, in the order of webhooks and
     * positions. Parameter: version.
     */
    WEBHOOK_SECRETS_SINCE,
    /** Reads one webhook as {@link #WEBHOOKS_SINCE} does. Parameter: id. */
    FIND_WEBHOOK,
    /** Reads the secrets of one webhook as {@link #WEBHOOK_SECRETS_SINCE} does. Parameter: webhook. */
    WEBHOOK_SECRETS,
    /** Reads the numbers of the webhooks of an owner, deleted ones included. Parameter: the number of the owner. */
    WEBHOOKS_OF_OWNER,
    /** Reads the ids of the webhooks that are failing. */
    FAILING_WEBHOOKS,
    /** Reads failing since and failed attempts of a webhook. Parameter: id. */
    WEBHOOK_FAILURES,
    /** Reads the settings of a revision. Parameters: webhook, revision. */
    WEBHOOK_SETTINGS,
    /** Reads the distinct prefixes of encrypted settings. Parameter: their length. */
    SETTINGS_KEYS,
    /**
     * Reads webhook, revision and settings of the revisions after one that have another prefix, in their order. Parameters:
     * webhook and revision of the one, length of the prefix, prefix, limit.
     */
    SETTINGS_OF_OTHER_KEYS,
    /** Replaces settings. Parameters: the new ones, webhook, revision, the ones to replace. */
    REPLACE_SETTINGS,
    /** As {@link #SETTINGS_KEYS}, of secrets. */
    SECRET_KEYS,
    /** As {@link #SETTINGS_OF_OTHER_KEYS}, of secrets by webhook and position. */
    SECRETS_OF_OTHER_KEYS,
    /** As {@link #REPLACE_SETTINGS}, of a secret by webhook and position. */
    REPLACE_SECRET,

    // commit.sql: What a commit loads, locks and writes. Rows are locked in one order: chains, pending deliveries that
    // are in no
    // order, ordering keys, ordered lanes, pending deliveries in them, webhooks.
    /** Reads id, topic, type, digest, number and webhooks of events. Parameter: ids. */
    FIND_EVENTS,
    /** Reads id, number and webhooks of events. Parameter: ids. */
    ACCEPTED_EVENTS,
    /** Reads those numbers that events have. Parameter: numbers. */
    FIND_EVENT_NUMBERS,
    /** Locks events in the order of their numbers, which it reads. Parameter: ids. */
    LOCK_SENT_EVENTS,
    /**
     * Reads event id, webhook number, event number and the number of the first chain that the event has for the webhook, null if it has
     * none; only of events that are there. Parameters: event ids, webhook numbers, as many.
     */
    FIND_SENT_CHAINS,
    /** Reads the columns of {@code ChainRow}. Parameter: chain keys. */
    FIND_CHAINS,
    /** As {@link #FIND_CHAINS}; locks the chains in the order of their keys. */
    LOCK_CHAINS,
    /** Reads the columns of {@code RowMappers.pending}. Parameter: chain keys. */
    FIND_PENDING,
    /**
     * As {@link #FIND_PENDING}; locks the rows in the order of the chains. Where rows are locked, those that have an
     * ordering key are left out.
     */
    LOCK_PENDING,
    /** As {@link #LOCK_PENDING}, of rows that have an ordering key; after their lanes. */
    LOCK_PENDING_IN_ORDER,
    /** Locks ordering keys in their order; adds those that are not there, with the sequence 0. Parameter: keys. */
    LOCK_ORDERING_KEYS,
    /** Reads key and sequence of ordering keys. Parameter: keys. */
    FIND_SEQUENCES,
    /** Reads those ordering keys of which there are slices. Parameter: keys. */
    FIND_LISTED_KEYS,
    /**
     * Locks the ordered lanes of ordering keys, in an order of its own, until the end of the transaction; but not what
     * {@link #LOCK_ORDERING_KEYS} locks. Its rows mean nothing. Parameter: keys.
     */
    LOCK_ORDERED_LANES,
    /**
     * Reads the keys of the chains whose deliveries are in ordered lanes: of each lane all that do not wait, and the
     * first that wait. Parameters: webhook numbers, steps and ordering keys of the lanes, three collections of the same
     * size; how many that wait.
     */
    FIND_ORDERED_LANES,
    /** Sets the last turns of ordering keys. A row: sequence, used at, key. */
    SET_SEQUENCES(ColumnType.BIGINT, ColumnType.BIGINT, ColumnType.TEXT),
    /** Reads the columns of {@code RowMappers.callback}, the earliest first. Parameter: chain keys. */
    FIND_CALLBACKS,
    /** Reads the columns of {@code RowMappers.callbackProblem}, the earliest first. Parameter: chain keys. */
    FIND_CALLBACK_PROBLEMS,
    /** Reads the columns of {@code RowMappers.attempt}, the earliest first. Parameter: chain keys. */
    FIND_ATTEMPTS,
    /** Reads id, status, failing since, failed attempts and changed at of webhooks. Parameter: ids. */
    FIND_WEBHOOK_STATES,
    /** As {@link #FIND_WEBHOOK_STATES}; locks the webhooks in the order of their ids. */
    LOCK_WEBHOOK_STATES,
    /**
     * Inserts events that are not there; one of which there is the id or the number is left out and not counted. Or else the
     * transaction fails so that it is run again: see {@link StatementPipeline#insert}. A row: number, id, topic, tag, type,
     * occurred at, accepted at, webhooks, attributes, test, digest, body, ordering key, ordering sequence.
     */
    INSERT_EVENTS(
            ColumnType.BIGINT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.BYTEA,
            ColumnType.BYTEA,
            ColumnType.TEXT,
            ColumnType.BIGINT),
    /**
     * Inserts chains, without a first attempt. A row: webhook number, number, event number (null: its own), started at, {@code
     * RowMappers.planRow}, state, step, cause, deadline at, resume count, finished at.
     */
    INSERT_CHAINS(
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.TEXT,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.BIGINT),
    /**
     * Updates chains that a claim batch holds and that go to another state at step 0, if they are as they are known: counts fewer rows
     * if one is held no longer, or runs by another revision. A row: state, deadline at, finished at, then of the first attempt when it
     * began, its status and its total, connect, first byte and download times in microseconds (all six null: none is stored here),
     * webhook number, number, revision.
     */
    SETTLE_HELD(
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.INTEGER),
    /**
     * Updates the states of chains. A row: {@code RowMappers.stateRow}, webhook number, number, guard. The guard is null, or the
     * revision that the chain has if it is as it is known: then it is only updated if it runs by that and a claim batch holds it.
     */
    UPDATE_CHAINS(
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.INTEGER),
    /**
     * Moves chains to another revision; before {@link #UPDATE_CHAINS}, which then has the new revision as its guard. A row: {@code
     * RowMappers.planRow}, webhook number, number, guard as in {@link #UPDATE_CHAINS}.
     */
    MOVE_CHAINS(
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.INTEGER),
    /** Inserts or replaces pending deliveries. A row: {@code RowMappers.pendingRow}. */
    PUT_PENDING(
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.TEXT,
            ColumnType.BIGINT),
    /** Deletes the pending deliveries of chains. Parameter: chain keys. */
    DELETE_PENDING,
    /** Inserts a claim batch and reads its number. Parameters: lease owner, lease until, chain keys. */
    INSERT_CLAIM_BATCH,
    /** Deletes those claim batches that hold no chain any more, whatever is remembered of them. Parameter: numbers. */
    DELETE_CLAIM_BATCHES,
    /** Inserts attempts. A row: {@code RowMappers.attemptRow}. */
    INSERT_ATTEMPTS(
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT),
    /** Inserts callbacks. A row: {@code RowMappers.callbackRow}. */
    INSERT_CALLBACKS(
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.BIGINT),
    /**
     * Inserts problems with callbacks, as long as there are fewer than 20 of their step. A row: {@code
     * RowMappers.callbackProblemRow}.
     */
    INSERT_CALLBACK_PROBLEMS(
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.BIGINT),
    /** Updates the states of webhooks. A row: status, failing since, failed attempts, id. */
    UPDATE_WEBHOOK_STATES(ColumnType.TEXT, ColumnType.BIGINT, ColumnType.INTEGER, ColumnType.TEXT),
    /**
     * Adds to the counts of chains, in a row that no other transaction waits for. Parameters: accepted, complete, awaiting
     * callback, delivering, interrupted, cancelled.
     */
    ADD_COUNTS,
    /** As {@link #ADD_COUNTS}, in the row of the total. */
    ADD_TOTAL_COUNTS,
    /**
     * Reads the sums of the counts, in the order of {@link #ADD_COUNTS}, and how many chains of deleted webhooks await a
     * callback and are delivering; one row.
     */
    COUNT_CHAINS,
    /** Locks the rows of counts but the total that no transaction is writing, and reads them and their writers. */
    LOCK_COUNTS,
    /** Deletes rows of counts. Parameter: writers. */
    DELETE_COUNTS,

    // queue.sql: What is to be done next. Every statement reads an index of unfinished work only.
    /** Reads webhook id, destination and the earliest time of every lane. */
    LANES,
    /** Counts the claim batches whose lease has ended, some of them at least if there are any; one row. Parameter: time. */
    COUNT_EXPIRED_BATCHES,
    /**
     * Moves the end of the lease of claim batches of a node, and reads the numbers of those. Parameters: the new end, numbers, node.
     */
    RENEW_CLAIM_BATCHES,
    /** Reads the keys of those chains that claim batches hold. Parameter: chain keys. */
    FIND_IN_CLAIM_BATCH,
    /** Reads the key of each chain, and the number of the batch, of the claim batches of a node. Parameter: node. */
    FIND_BATCHES_OF_NODE,
    /**
     * Reads a sentence for each delivering chain that is not either in exactly one claim batch or once in the queue,
     * for each other one that is in either, and for each ordered lane of which not exactly one delivery does not wait.
     * Parameter: limit.
     */
    INCONSISTENCIES,
    /** Reads chain, step, resumes and fencing token of what a node holds of chains in the queue. Parameters: chain keys, node. */
    FIND_HELD,
    /** As {@link #FIND_HELD}; locks the rows in the order of the chains. */
    LOCK_HELD,
    /** As {@link #LOCK_HELD}, without the rows that another transaction has locked. */
    LOCK_HELD_SKIPPING,
    /** Moves the ends of leases. A row: the new end, chain, fencing token. */
    RENEW_LEASES(ColumnType.BIGINT, ColumnType.BIGINT, ColumnType.BIGINT, ColumnType.INTEGER),
    /** Has the renewals of node leases take turns until the end of the transaction; reads one row. */
    LOCK_NODES,
    /** Reads id, lease until and settled at of the leases of nodes, in the order of the ids. */
    NODES,
    /** Inserts or replaces the lease of a node. Parameters: id, lease until, settled at. */
    PUT_NODE,
    /** Ends the lease of a node, unless it has ended. Parameters: time, id, time. */
    END_NODE,
    /** Deletes the leases of nodes that ended before a time. Parameter: time. */
    DELETE_NODES,
    /** Reads the keys of chains past their deadline, the earliest first. Parameters: time, limit. */
    CHAINS_PAST_DEADLINE,
    /** Reads the earliest deadline; one row, null if there is none. */
    NEXT_DEADLINE,
    /** Reads the keys of unfinished chains of a webhook. Parameters: webhook number, the same, the same, limit. */
    UNFINISHED_CHAINS,
    /**
     * As {@link #UNFINISHED_CHAINS}, at earlier steps and of earlier revisions, without those that wait for their turn.
     * Parameters: webhook number, step, revision, the same three, the same three, limit.
     */
    UNFINISHED_CHAINS_BEFORE,
    /** Reads the keys of unfinished chains of deleted webhooks. Parameter: limit. */
    CHAINS_OF_DELETED_WEBHOOKS,
    /**
     * Reads id, topic and type of the event, number, chains, ordering key and ordering sequence of the first slice of
     * each event after one, in their order; of an ordering key only those of the least sequence of all. Parameters: id
     * of the one, or an empty text; limit.
     */
    NEXT_SLICES,
    /**
     * Reads, as {@link #NEXT_SLICES}, a slice that lists a webhook, or the first one of the ordering key of such a
     * slice; at most one row. Parameter: webhook.
     */
    SLICE_OF_WEBHOOK,
    /** Locks slices that no other transaction has locked, and reads event, number and row. Parameters: events, numbers. */
    LOCK_SLICES,
    /** Inserts slices. A row: event number, slice, chains, ordering key, ordering sequence. */
    INSERT_SLICES(ColumnType.BIGINT, ColumnType.INTEGER, ColumnType.TEXT, ColumnType.TEXT, ColumnType.BIGINT),
    /** Deletes slices. Parameter: rows. */
    DELETE_SLICES,
    /** Counts the slices; one row. */
    COUNT_SLICES,
    /**
     * Inserts changes that are set aside and not there. A row: id, kind, since, message, outcome, retry at, cause, {@code
     * RowMappers.attemptRow}.
     */
    INSERT_SET_ASIDE(
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT),
    /**
     * Inserts bulk jobs, or updates those that are there. A row: id, action, query, planned, planned more, position, done, failed,
     * skipped for each reason, state, started by, started at, finished at.
     */
    PUT_BULK_JOBS(
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.INTEGER,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.BIGINT,
            ColumnType.TEXT,
            ColumnType.TEXT,
            ColumnType.BIGINT,
            ColumnType.BIGINT),
    /** Locks bulk jobs, in the order of their ids, and reads the columns of {@link #PUT_BULK_JOBS}. Parameter: ids. */
    LOCK_BULK_JOBS,
    /** Locks the bulk job that runs, and reads these columns; at most one row. */
    LOCK_RUNNING_BULK_JOB,

    /** Locks changes that are set aside, in the order of their ids, and reads these. Parameter: ids. */
    LOCK_SET_ASIDE,
    /** Deletes changes that are set aside. Parameter: ids. */
    DELETE_SET_ASIDE,
    /**
     * Reads the columns of {@code RowMappers.attempt}, kind, since, message, outcome, retry at and cause of what is set
     * aside, the earliest first. Parameter: limit.
     */
    LIST_SET_ASIDE,
    /** Counts what is set aside; one row. */
    COUNT_SET_ASIDE,

    // history.sql: What was done: pages of history, and what retention deletes of it.
    /** Reads the keys of the chains of a webhook with a lesser number, the latest first. Parameters: webhook number, number, limit. */
    LIST_CHAINS,
    /** Reads topic and code of the state of the latest chains of a webhook, the latest first. Parameters: webhook number, limit. */
    LATEST_CHAINS,
    /** As {@link #LIST_CHAINS}, of those that were interrupted. */
    INTERRUPTED_CHAINS_OF_WEBHOOK,
    /** As {@link #LIST_CHAINS}, of those that await a callback. */
    AWAITING_CHAINS_OF_WEBHOOK,
    /** As {@link #LIST_CHAINS}, of those that are in the queue. */
    QUEUED_CHAINS_OF_WEBHOOK,
    /**
     * Reads the keys of the interrupted chains of all webhooks after a position, by their number and then that of the webhook, the
     * greatest first. Parameters: number, webhook number, limit.
     */
    INTERRUPTED_CHAINS,
    /** As {@link #INTERRUPTED_CHAINS}, of reruns. */
    RERUNS,
    /** As {@link #RERUNS}, of one event. Parameters: event number, number, webhook number, limit. */
    RERUNS_OF_EVENT,
    /** Reads the keys of chains in the queue, in their order. Parameter: limit. */
    QUEUED_CHAINS,
    /** Reads the keys of the chains that claim batches list. */
    CHAINS_OF_CLAIM_BATCHES,
    /**
     * Reads number, webhooks and whether topic and type begin with some texts, of the events with a number or a lesser one, the greatest
     * first. Parameters: length and text of the topic's, length and text of the type's, number, limit.
     */
    EVENTS_BACK_FROM,
    /**
     * Reads the columns of {@code SummaryRow} of chains in some states that started in a range of times, and whose last attempt may have got
     * some statuses. Parameters: chain keys; the codes of the states as bits; the first time, the time after the last; the least status, the
     * greatest; length and text of what the topic begins with; length and text of what the type begins with.
     */
    SUMMARIES,
    /** Reads the columns of {@code SummaryRow.LastAttempt} of chains. Parameter: chain keys. */
    LAST_ATTEMPTS,
    /** Reads the keys of chains, and id, topic, type and test of their events. Parameter: chain keys. */
    EVENTS_OF_CHAINS,
    /** Reads the keys of those unfinished chains whose webhook is deleted, and when that was. Parameter: chain keys. */
    DELETED_WEBHOOKS_OF_CHAINS,
    /**
     * Reads number, accepted at, webhooks, id, topic, tag, type, occurred at, attributes, test, body and ordering key of an event; at
     * most one row. Parameter: id.
     */
    FIND_EVENT,
    /**
     * Reads number, id, topic, tag, type, test and accepted at of the events between two numbers, in their order, and whether a chain of
     * a webhook was started for it. Parameters: webhook number, webhook number, number before the first, number after the last, limit.
     */
    EVENTS_OF_WEBHOOK,
    /** Reads number, accepted at and webhooks of the events after one, in the order of their numbers. Parameters: number, limit. */
    SCAN_EVENTS,
    /** Reads key, event number and finished at of chains. Parameter: chain keys. */
    FIND_ENDS,
    /** Reads key, event number and finished at of the reruns for events. Parameter: event numbers. */
    FIND_ENDS_OF_RERUNS,
    /**
     * Locks those chains that were finished before a time and that no other transaction has locked, and reads key and event number.
     * Parameters: chain keys, time.
     */
    LOCK_EXPIRED_CHAINS,
    /** Deletes the attempts of chains. Parameter: chain keys. */
    DELETE_ATTEMPTS,
    /** Deletes the callbacks of chains. Parameter: chain keys. */
    DELETE_CALLBACKS,
    /** Deletes the problems with callbacks of chains. Parameter: chain keys. */
    DELETE_CALLBACK_PROBLEMS,
    /** Deletes chains. Parameter: chain keys. */
    DELETE_CHAINS,
    /** Locks events in the order of their numbers, and reads these. Parameter: numbers. */
    LOCK_EVENTS,
    /** Deletes those events that have no chain and no slice. Parameter: numbers. */
    DELETE_EVENTS,
    /** Deletes logged versions from before a time, but not the latest. Parameter: time. */
    DELETE_LOGGED_VERSIONS,
    /**
     * Deletes ordering keys that were last used before a time and of which there are neither pending deliveries nor
     * slices. Parameters: time, limit.
     */
    DELETE_ORDERING_KEYS,
    /**
     * Deletes the revisions that no chain, no slice and no webhook changed after a time needs; may leave some for later. Parameters:
     * time, then for how long after a change a node may still start chains with the settings before, in milliseconds.
     */
    DELETE_REVISIONS,
    /**
     * Deletes webhooks that were deleted before a time, that every node has seen to be deleted, and that have no revision.
     * Parameter: time.
     */
    DELETE_WEBHOOKS,
    /** Locks finished chains of a webhook, the earliest first, and reads key and event number. Parameters: webhook number, limit. */
    LOCK_CHAINS_OF_WEBHOOK,
    /** As {@link #LOCK_CHAINS_OF_WEBHOOK}, of all webhooks that were erased, without waiting. Parameter: limit. */
    LOCK_CHAINS_OF_ERASED_WEBHOOKS,
    /** Deletes what was set aside of chains. Parameter: the ids of the chains, as text. */
    DELETE_SET_ASIDE_OF_CHAINS,
    /** Reads the columns of {@link #PUT_BULK_JOBS} of a bulk job; at most one row. Parameter: id. */
    FIND_BULK_JOB,
    /** Reads these columns of the bulk job that runs; at most one row. */
    FIND_RUNNING_BULK_JOB,
    /** Reads these columns of bulk jobs, the last ids first. Parameter: limit. */
    LIST_BULK_JOBS,
    /** As {@link #LIST_BULK_JOBS}, of lesser ids. Parameters: id, limit. */
    LIST_BULK_JOBS_BEFORE,
    /** Deletes bulk jobs that ended before a time. Parameter: the time. */
    DELETE_BULK_JOBS;

    /** Unmodifiable. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<ColumnType> columns;

    SqlStatement(ColumnType... columns) {
        this.columns = List.copyOf(Arrays.asList(columns));
    }

    /** The type of a column of the rows that a statement writes. */
    public enum ColumnType {
        TEXT,
        INTEGER,
        BIGINT,
        BYTEA;

        /** Returns the name of the type in SQL. */
        public String sqlName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the types of the columns of the rows that it writes; empty if it has parameters instead. */
    public List<ColumnType> columns() {
        return columns;
    }
}
