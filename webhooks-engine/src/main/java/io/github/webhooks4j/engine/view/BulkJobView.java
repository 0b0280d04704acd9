package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.internal.text.ShownTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of a bulk job. Immutable.
 *
 * @param id its id
 * @param action what it does to each chain, for example {@code resume}
 * @param state the code of its state, for example {@code running}
 * @param planned how many chains its plan counted
 * @param plannedMore whether there were more than these, or may have been
 * @param done on how many chains the action took effect
 * @param failed how many the store refused
 * @param skipped how many were left as they were, by the code of the reason
 * @param startedBy who started it
 * @param startedAt when it was started
 * @param finishedAt when it was finished or stopped; null while it runs
 */
public record BulkJobView(
        String id,
        String action,
        String state,
        long planned,
        boolean plannedMore,
        long done,
        long failed,
        Map<String, Long> skipped,
        String startedBy,
        String startedAt,
        @Nullable String finishedAt) {
    public BulkJobView {
        requireNonNull(id, "id");
        requireNonNull(action, "action");
        requireNonNull(state, "state");
        skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
        requireNonNull(startedBy, "startedBy");
        requireNonNull(startedAt, "startedAt");
    }

    /** Returns the view of a job. */
    public static BulkJobView of(BulkJob job) {
        requireNonNull(job, "job");
        var skipped = new LinkedHashMap<String, Long>();
        job.counts().skipped().forEach((reason, count) -> skipped.put(reason.code(), count));
        return new BulkJobView(
                job.id().value(),
                job.action().code(),
                job.state().code(),
                job.planned().chains(),
                job.planned().more(),
                job.counts().done(),
                job.counts().failed(),
                skipped,
                job.startedBy(),
                ShownTime.of(job.startedAt()),
                ShownTime.ofNullable(job.finishedAt()));
    }
}
