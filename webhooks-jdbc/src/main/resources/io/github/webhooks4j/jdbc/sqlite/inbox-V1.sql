-- The table of a receiver's Inbox on SQLite; independent of a store's tables. Never changed once released.

CREATE TABLE IF NOT EXISTS wh_inbox (
    webhook_id  TEXT    NOT NULL PRIMARY KEY, -- the delivery's webhook-id: visible ASCII, the same in every repeat
    accepted_at INTEGER NOT NULL -- when it was accepted, in epoch milliseconds; older than the retention it counts as forgotten
) STRICT, WITHOUT ROWID;

-- What is forgotten goes the oldest first.
CREATE INDEX IF NOT EXISTS wh_inbox_accepted ON wh_inbox (accepted_at);
