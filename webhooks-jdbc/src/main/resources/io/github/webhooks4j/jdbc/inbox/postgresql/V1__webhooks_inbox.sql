-- The table of a receiver's Inbox on PostgreSQL; independent of a store's tables. Never changed once released.
-- Plain SQL without names of schemas: it may be run by any migration tool, in the schema that the receiver finds first.

CREATE TABLE IF NOT EXISTS wh_inbox (
    sender      TEXT COLLATE "C" NOT NULL, -- the receiver's own name for who sent it; '' where there is only one
    webhook_id  TEXT COLLATE "C" NOT NULL, -- the delivery's webhook-id: visible ASCII, the same in every repeat
    accepted_at BIGINT           NOT NULL, -- when it was accepted, in epoch milliseconds; older than the retention it counts as forgotten
    PRIMARY KEY (sender, webhook_id)
);

-- What is forgotten goes the oldest first.
CREATE INDEX IF NOT EXISTS wh_inbox_accepted ON wh_inbox (accepted_at);
