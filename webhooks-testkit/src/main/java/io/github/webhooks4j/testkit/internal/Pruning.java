package io.github.webhooks4j.testkit.internal;

import static java.util.stream.Collectors.toSet;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.Erased;
import io.github.webhooks4j.spi.store.ErasedWebhook;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Tables.EventRow;
import io.github.webhooks4j.testkit.internal.Tables.OrderingKeyRow;
import io.github.webhooks4j.testkit.internal.Tables.SettingsKey;
import io.github.webhooks4j.testkit.internal.Tables.SettingsRow;
import io.github.webhooks4j.testkit.internal.Tables.WebhookRow;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deletes old finished chains and what only they need. Guarded by the monitor of the tables. */
public final class Pruning {

    private final Tables tables;

    public Pruning(Tables tables) {
        this.tables = tables;
    }

    public int prune(Instant now, Duration retention, int limit) {
        Instant before = ago(now, retention);
        int pruned = pruneChains(before, limit) + pruneEvents(before, limit) + pruneErased(limit);
        Instant unheard = ago(now, Store.KEPT_FOR_NODES);
        forgetChanges(unheard);
        pruneOrderingKeys(before);
        pruneBulkJobs(before);
        if (tables.sliceIndex.isEmpty()) {
            // Keeps events from which chains are still to be created.
            Instant webhooksBefore = before.isBefore(unheard) ? before : unheard;
            pruneWebhooks(webhooksBefore);
            pruneSettings(webhooksBefore);
        }
        return pruned;
    }

    /** Returns the epoch for a duration that reaches back beyond it. */
    private static Instant ago(Instant now, Duration duration) {
        return duration.compareTo(Duration.between(Instant.EPOCH, now)) < 0 ? now.minus(duration) : Instant.EPOCH;
    }

    private int pruneChains(Instant before, int limit) {
        List<ChainRow> old = tables.chains.all().stream()
                .filter(row -> finishedAt(row).isBefore(before))
                .sorted(Comparator.comparing(Pruning::finishedAt).thenComparing(ChainRow::id))
                .limit(limit)
                .toList();
        old.forEach(row -> tables.chains.remove(row.id()));
        return old.size();
    }

    /** Deletes the finished chains of webhooks that were erased, which other nodes have started since. */
    private int pruneErased(int limit) {
        List<ChainRow> old = tables.chains.all().stream()
                .filter(row -> row.chain().finishedAt() != null)
                .filter(row -> isErased(tables.webhooks.get(row.chain().webhook())))
                .limit(limit)
                .toList();
        return old.size() + delete(old);
    }

    private static boolean isErased(@Nullable WebhookRow row) {
        return row != null && row.webhook().settings().equals(ErasedWebhook.SETTINGS);
    }

    /** Deletes finished chains of a webhook, however young. */
    public Erased erase(WebhookId webhook, int limit) {
        List<ChainRow> old = tables.chains.all().stream()
                .filter(row -> row.chain().webhook().equals(webhook))
                .filter(row -> row.chain().finishedAt() != null)
                .sorted(Comparator.comparing(ChainRow::id))
                .limit(limit)
                .toList();
        Set<ChainId> ids = old.stream().map(ChainRow::id).collect(toSet());
        for (SetAsideRecord record : tables.setAside.all()) {
            if (ids.contains(record.chain())) {
                tables.setAside.remove(record.id());
            }
        }
        return new Erased(old.size(), delete(old), old.size() < limit);
    }

    /** Deletes chains, and their events if they have no other chain; returns how many events. */
    private int delete(List<ChainRow> old) {
        old.forEach(row -> tables.chains.remove(row.id()));
        Set<EventId> events = old.stream().map(row -> row.chain().event()).collect(toSet());
        tables.chains.all().forEach(row -> events.remove(row.chain().event()));
        tables.sliceIndex.values().forEach(slice -> events.remove(slice.event()));
        events.forEach(tables.events::remove);
        return events.size();
    }

    private static Instant finishedAt(ChainRow row) {
        Instant finishedAt = row.chain().finishedAt();
        return finishedAt == null ? Instant.MAX : finishedAt;
    }

    private int pruneEvents(Instant before, int limit) {
        Set<?> needed =
                tables.chains.all().stream().map(row -> row.chain().event()).collect(toSet());
        Set<EventId> listed =
                tables.sliceIndex.values().stream().map(ChainSlice::event).collect(toSet());
        List<EventRow> old = tables.events.all().stream()
                .filter(row -> row.acceptedAt().isBefore(before))
                .filter(row -> !listed.contains(row.event().id()))
                .filter(row -> !needed.contains(row.event().id()))
                .sorted(Comparator.comparing(EventRow::acceptedAt))
                .limit(limit)
                .toList();
        old.forEach(row -> tables.events.remove(row.event().id()));
        return old.size();
    }

    /** Keeps the latest, by which a node recognises that it knows all. */
    private void forgetChanges(Instant before) {
        for (Long number : tables.changes.keys()) {
            Instant changedAt = tables.changes.get(number);
            if (changedAt != null && changedAt.isBefore(before) && number < tables.latestChange()) {
                tables.changes.remove(number);
            }
        }
    }

    /** A key that is used again later counts from 1. No delivery of it is left; a chain may still await its callback. */
    private void pruneOrderingKeys(Instant before) {
        Set<OrderingKey> needed = tables.chainIndex.ordered().keys();
        for (OrderingKeyRow row : tables.orderingKeys.all()) {
            if (row.usedAt().isBefore(before) && !needed.contains(row.key()) && !tables.hasSlices(row.key())) {
                tables.orderingKeys.remove(row.key());
            }
        }
    }

    private void pruneBulkJobs(Instant before) {
        for (BulkJob job : tables.bulkJobs.all()) {
            Instant finishedAt = job.finishedAt();
            if (finishedAt != null && finishedAt.isBefore(before)) {
                tables.bulkJobs.remove(job.id());
            }
        }
    }

    private void pruneWebhooks(Instant before) {
        long least =
                tables.changes.keys().stream().mapToLong(Long::longValue).min().orElse(tables.latestChange());
        Set<?> needed =
                tables.chains.all().stream().map(row -> row.chain().webhook()).collect(toSet());
        for (WebhookRow row : tables.webhooks.all()) {
            if (isDeleted(row)
                    && row.changedAt().isBefore(before)
                    // A node that knows a remembered change must still receive all deletions after it.
                    && row.change() <= least
                    && !needed.contains(row.webhook().id())) {
                tables.webhooks.remove(row.webhook().id());
            }
        }
    }

    private void pruneSettings(Instant before) {
        Set<SettingsKey> needed = tables.chains.all().stream()
                .map(row -> new SettingsKey(row.chain().webhook(), row.chain().revision()))
                .collect(toSet());
        for (SettingsRow row : tables.settings.all()) {
            if (!needed.contains(row.key()) && !isNeeded(row.key(), before)) {
                tables.settings.remove(row.key());
            }
        }
    }

    /** Returns whether a webhook has this revision, or had it until recently: nodes may start chains by it before they refresh. */
    private boolean isNeeded(SettingsKey key, Instant before) {
        WebhookRow row = tables.webhooks.get(key.webhook());
        return row != null
                && (row.webhook().revision() == key.revision()
                        || !row.changedAt().isBefore(before));
    }

    private static boolean isDeleted(WebhookRow row) {
        return row.webhook().status() == WebhookStatus.DELETED;
    }
}
