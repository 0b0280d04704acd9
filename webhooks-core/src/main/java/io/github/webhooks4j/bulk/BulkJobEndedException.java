package io.github.webhooks4j.bulk;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.WebhookException;

/** Thrown when a bulk job is to be stopped that does not run any more. It is unchanged. */
public final class BulkJobEndedException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String job;
    private final BulkState state;

    /** Creates an exception. */
    public BulkJobEndedException(BulkJobId job, BulkState state) {
        super(
                Category.CONFLICT,
                "bulk job " + job + " can be stopped only while it runs, was "
                        + requireNonNull(state, "state").code());
        this.job = job.value();
        this.state = state;
    }

    /** Returns the job. */
    public BulkJobId job() {
        return new BulkJobId(job);
    }

    /** Returns its state. */
    public BulkState state() {
        return state;
    }
}
