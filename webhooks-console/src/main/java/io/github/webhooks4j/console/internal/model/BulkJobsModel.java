package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.bulk.BulkJob;
import java.util.List;

/**
 * Bulk jobs, the latest first.
 *
 * @param jobs the jobs
 */
public record BulkJobsModel(List<BulkJob> jobs) {
    public BulkJobsModel {
        jobs = List.copyOf(jobs);
    }
}
