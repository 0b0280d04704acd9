package io.github.webhooks4j.spi.store.work;

import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkSkip;
import io.github.webhooks4j.bulk.BulkState;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The bulk jobs of a unit of work. */
final class BulkJobs {
    private final Map<BulkJobId, BulkJob> jobs;
    private final Set<BulkJobId> changed = new LinkedHashSet<>();
    private final Set<Long> versions;
    private final WorkingSet working;
    private final Function<Mutation, MutationResult> apply;
    private final Instant now;

    /**
     * Creates them.
     *
     * @param apply applies a mutation of one chain
     */
    BulkJobs(Snapshot snapshot, WorkingSet working, Function<Mutation, MutationResult> apply, Instant now) {
        this.jobs = new LinkedHashMap<>(snapshot.jobs());
        this.versions = snapshot.changes();
        this.working = working;
        this.apply = apply;
        this.now = now;
    }

    /** Returns the jobs that have changed. */
    List<BulkJob> changed() {
        return changed.stream().map(jobs::get).toList();
    }

    MutationResult start(Mutation.StartBulk start) {
        BulkJob known = jobs.get(start.job());
        if (known != null) {
            // A commit may be repeated after its response was lost; the job may have ended in the meantime.
            return new MutationResult.BulkStarted(known);
        }
        for (BulkJob job : jobs.values()) {
            if (job.state() == BulkState.RUNNING) {
                return new MutationResult.BulkRunning(job.id());
            }
        }
        BulkJob started =
                BulkJob.started(start.job(), start.action(), start.query(), start.planned(), start.startedBy(), now);
        put(started);
        return new MutationResult.BulkStarted(started);
    }

    MutationResult stop(Mutation.StopBulk stop) {
        BulkJob job = jobs.get(stop.job());
        if (job == null) {
            return new MutationResult.NotFound();
        }
        return job.state() == BulkState.RUNNING
                ? moved(job.stopped(now), List.of())
                : new MutationResult.BulkUnmoved(job);
    }

    MutationResult move(Mutation.BulkSlice slice) {
        BulkJob job = jobs.get(slice.job());
        if (job == null) {
            return new MutationResult.NotFound();
        }
        if (job.state() != BulkState.RUNNING || !Objects.equals(job.position(), slice.from())) {
            return new MutationResult.BulkUnmoved(job);
        }
        if (!versions.containsAll(slice.basedOn())) {
            return new MutationResult.WebhooksOutdated();
        }
        BulkCounts counts = slice.left();
        var results = new ArrayList<MutationResult>(slice.changes().size());
        for (Mutation change : slice.changes()) {
            BulkSkip deleted = withoutWebhook(change);
            MutationResult result = deleted == null ? apply.apply(change) : new MutationResult.BulkSkipped(deleted);
            results.add(result);
            counts = counted(counts, result);
        }
        return moved(job.moved(slice.to(), counts, now), results);
    }

    /** Returns why nothing may be sent for the webhook of a chain; null if something may, or if nothing is to be. */
    private @Nullable BulkSkip withoutWebhook(Mutation change) {
        if (change instanceof Mutation.Rerun rerun) {
            return notEnabled(rerun.chain().webhook());
        }
        if (change instanceof Mutation.Send send) {
            return notEnabled(send.chain().webhook());
        }
        if (change instanceof Mutation.Apply apply && apply.input() instanceof ChainEvent.Resume) {
            WorkingSet.Entry chain = working.entry(apply.chain());
            return chain == null ? BulkSkip.NO_CHAIN : ofDeleted(chain.chain().webhook());
        }
        return null;
    }

    private @Nullable BulkSkip notEnabled(WebhookId id) {
        WebhookState webhook = working.webhook(id);
        boolean enabled = webhook != null && webhook.status() == WebhookStatus.ENABLED;
        BulkSkip deleted = ofDeleted(id);
        return deleted == null && !enabled ? BulkSkip.WEBHOOK_DISABLED : deleted;
    }

    private @Nullable BulkSkip ofDeleted(WebhookId id) {
        WebhookState webhook = working.webhook(id);
        return webhook == null || webhook.deletedAt() != null ? BulkSkip.WEBHOOK_DELETED : null;
    }

    private static BulkCounts counted(BulkCounts counts, MutationResult result) {
        if (result instanceof MutationResult.Started
                || (result instanceof MutationResult.Applied applied && applied.effect() == Effect.MOVED)) {
            return counts.plusDone();
        }
        if (result instanceof MutationResult.BulkSkipped skipped) {
            return counts.plus(skipped.reason());
        }
        if (result instanceof MutationResult.NumberTaken) {
            return counts.plusFailed();
        }
        return counts.plus(result instanceof MutationResult.NotFound ? BulkSkip.NO_CHAIN : BulkSkip.OTHER_STATE);
    }

    private MutationResult moved(BulkJob job, List<MutationResult> results) {
        put(job);
        return new MutationResult.BulkMoved(job, results);
    }

    private void put(BulkJob job) {
        jobs.put(job.id(), job);
        changed.add(job.id());
    }
}
