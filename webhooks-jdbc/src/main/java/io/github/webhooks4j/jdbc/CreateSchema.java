package io.github.webhooks4j.jdbc;

/** Whether a store creates and upgrades its tables when it is opened. */
public enum CreateSchema {
    /** It does, in one transaction; of several nodes one does it, and the others wait. */
    ALWAYS,
    /**
     * It only checks that they are there in the version it knows, for hosts whose database is migrated by a tool of their own or
     * whose role may not create tables. The scripts are on the class path: {@code
     * io/github/webhooks4j/jdbc/postgres/V1.sql} and so on.
     */
    NEVER
}
