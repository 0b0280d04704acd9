package io.github.webhooks4j.testkit.internal;

import static java.util.Comparator.comparing;

import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds unfinished chains by what is asked of them, so that a call costs what it returns and not what there is. Confined to the
 * thread that holds the monitor of the tables.
 */
public final class ChainIndex implements Table.Index<ChainRow> {
    private static final Comparator<ChainRow> BY_FREE_AT =
            comparing(ChainIndex::freeAt).thenComparing(ChainRow::id);
    private static final Comparator<ChainRow> BY_DEADLINE =
            comparing(ChainIndex::deadline).thenComparing(ChainRow::id);

    private final Map<LaneKey, NavigableSet<ChainRow>> lanes = new HashMap<>();
    private final Map<WebhookId, NavigableSet<ChainRow>> unfinished = new HashMap<>();
    private final NavigableSet<ChainRow> deadlines = new TreeSet<>(BY_DEADLINE);
    private final OrderedLanes ordered = new OrderedLanes();

    @Override
    public void moved(@Nullable ChainRow before, @Nullable ChainRow after) {
        if (before != null && before.chain().finishedAt() == null) {
            remove(before);
        }
        if (after != null && after.chain().finishedAt() == null) {
            add(after);
        }
        ordered.moved(before, after);
    }

    /** Returns where deliveries take their turns. */
    OrderedLanes ordered() {
        return ordered;
    }

    /** Returns the lanes with work in the queue, without what claim batches hold. */
    public Set<LaneKey> lanes() {
        return lanes.keySet();
    }

    /** Returns the chains of a lane in the queue, the earliest that may be claimed first. */
    public NavigableSet<ChainRow> lane(LaneKey lane) {
        NavigableSet<ChainRow> rows = lanes.get(lane);
        return rows == null ? new TreeSet<>(BY_FREE_AT) : rows;
    }

    /** Returns the unfinished chains of a webhook by their ids. */
    public NavigableSet<ChainRow> unfinished(WebhookId webhook) {
        NavigableSet<ChainRow> rows = unfinished.get(webhook);
        return rows == null ? new TreeSet<>(comparing(ChainRow::id)) : rows;
    }

    /** Returns the chains that await a callback, the earliest deadline first. */
    public NavigableSet<ChainRow> deadlines() {
        return deadlines;
    }

    /** Returns from when on the delivery of a chain may be claimed. */
    public static Instant freeAt(ChainRow row) {
        PendingDelivery due = Objects.requireNonNull(row.chain().due());
        return due.availableAt();
    }

    /** Returns the deadline of a chain that awaits a callback. */
    public static Instant deadline(ChainRow row) {
        return ((AwaitingCallback) row.chain().chain().state()).deadline();
    }

    private void add(ChainRow row) {
        LaneKey lane = row.lane();
        if (lane == null) {
            deadlines.add(row);
        } else if (!row.isHeld()) {
            lanes.computeIfAbsent(lane, absent -> new TreeSet<>(BY_FREE_AT)).add(row);
        }
        unfinished
                .computeIfAbsent(row.chain().webhook(), absent -> new TreeSet<>(comparing(ChainRow::id)))
                .add(row);
    }

    private void remove(ChainRow row) {
        LaneKey lane = row.lane();
        if (lane == null) {
            deadlines.remove(row);
        } else if (!row.isHeld()) {
            removeFrom(lanes, lane, row);
        }
        removeFrom(unfinished, row.chain().webhook(), row);
    }

    private static <K> void removeFrom(Map<K, NavigableSet<ChainRow>> rows, K key, ChainRow row) {
        rows.computeIfPresent(key, (same, present) -> {
            present.remove(row);
            return present.isEmpty() ? null : present;
        });
    }
}
