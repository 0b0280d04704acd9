package io.github.webhooks4j.bulk;

import io.github.webhooks4j.WebhookException;

/** Thrown when no bulk job has an id, perhaps because it was pruned. */
public final class UnknownBulkJobException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String job;

    /** Creates an exception. */
    public UnknownBulkJobException(BulkJobId job) {
        super(Category.NOT_FOUND, "there is no bulk job " + job);
        this.job = job.value();
    }

    /** Returns the id. */
    public BulkJobId job() {
        return new BulkJobId(job);
    }
}
