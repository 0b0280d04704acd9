package io.github.webhooks4j.bulk;

import io.github.webhooks4j.WebhookException;

/** Thrown when a bulk job is to start while another one runs. Nothing was started. */
public final class BulkJobRunningException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String running;

    /**
     * Creates an exception.
     *
     * @param running the job that runs
     */
    public BulkJobRunningException(BulkJobId running) {
        super(
                Category.CONFLICT,
                "one bulk job runs at a time, and " + running + " runs; start this one when it has ended, or stop it");
        this.running = running.value();
    }

    /** Returns the job that runs. */
    public BulkJobId running() {
        return new BulkJobId(running);
    }
}
