package io.github.webhooks4j.postgresql;

/** Whether a store creates and upgrades its tables when it is opened. */
public enum SchemaMode {
    /** It does, in one transaction; of several nodes one does it, and the others wait. */
    MIGRATE,
    /**
     * It only checks that they are there in the version it knows, for applications that migrate their database with a
     * tool or whose role may not create tables. The scripts are on the class path: {@code
     * io/github/webhooks4j/postgresql/V1__webhooks.sql} and so on.
     */
    VALIDATE
}
