-- The table of a receiver's Inbox on PostgreSQL; independent of a store's tables. Never changed once released.
-- SQL without names of schemas: it may be run by any migration tool, in the schema that the receiver finds first.

CREATE TABLE IF NOT EXISTS wh_inbox (
    sender      TEXT COLLATE "C" NOT NULL, -- the receiver's own name for the sender; '' where there is only one
    webhook_id  TEXT COLLATE "C" NOT NULL, -- the delivery's webhook-id: visible ASCII, the same in every repeat
    accepted_at BIGINT           NOT NULL, -- when it was accepted, in epoch milliseconds; older than the retention, it counts as forgotten
    PRIMARY KEY (sender, webhook_id)
);

-- The oldest are deleted first.
CREATE INDEX IF NOT EXISTS wh_inbox_accepted ON wh_inbox (accepted_at);
