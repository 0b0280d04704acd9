-- The table of a receiver's Inbox on SQLite; independent of a store's tables. Never changed once released.

CREATE TABLE IF NOT EXISTS wh_inbox (
    sender      TEXT    NOT NULL, -- the receiver's own name for the sender; '' where there is only one
    webhook_id  TEXT    NOT NULL, -- the delivery's webhook-id: visible ASCII, the same in every repeat
    accepted_at INTEGER NOT NULL, -- when it was accepted, in epoch milliseconds; older than the retention, it counts as forgotten
    PRIMARY KEY (sender, webhook_id)
) STRICT, WITHOUT ROWID;

-- The oldest are deleted first.
CREATE INDEX IF NOT EXISTS wh_inbox_accepted ON wh_inbox (accepted_at);
