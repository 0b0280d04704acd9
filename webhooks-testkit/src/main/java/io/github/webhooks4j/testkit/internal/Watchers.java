package io.github.webhooks4j.testkit.internal;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The watchers that are notified of what other nodes on an in-memory store did. Guarded by the monitor of the tables. */
public final class Watchers {
    /** Each with the process for which it watches. */
    private final Map<StoreListener, Object> watchers = new LinkedHashMap<>();

    public void add(Object process, StoreListener watcher) {
        watchers.put(watcher, process);
    }

    public void remove(StoreListener watcher) {
        watchers.remove(watcher);
    }

    public void removeAllOf(Object process) {
        watchers.values().removeIf(process::equals);
    }

    public void tellOthers(Object process, Consumer<StoreListener> what) {
        List.copyOf(watchers.entrySet()).forEach(entry -> {
            if (!entry.getValue().equals(process)) {
                what.accept(entry.getKey());
            }
        });
    }

    /** Notifies of the lanes whose deliveries any node may claim after a commit, and of webhooks that it disabled. */
    public void committed(Object process, List<Mutation> changes, List<MutationResult> outcomes, Tables tables) {
        if (outcomes.stream()
                .anyMatch(outcome -> outcome instanceof MutationResult.Applied applied && applied.disabled() != null)) {
            tellOthers(process, StoreListener::onWebhooksChanged);
        }
        for (ChainId chain : chains(changes, outcomes)) {
            ChainRow row = tables.chains.get(chain);
            PendingDelivery due = row == null ? null : row.chain().due();
            LaneKey lane = row == null ? null : row.lane();
            if (lane != null && due != null && !due.claimed()) {
                tellOthers(process, watcher -> watcher.onWorkAvailable(lane));
            }
        }
        for (MutationResult outcome : outcomes) {
            if (outcome instanceof MutationResult.Applied applied) {
                applied.turns().forEach(lane -> tellOthers(process, watcher -> watcher.onWorkAvailable(lane)));
            }
        }
    }

    private static Set<ChainId> chains(List<Mutation> changes, List<MutationResult> outcomes) {
        var chains = new LinkedHashSet<ChainId>();
        for (Mutation change : changes) {
            if (change instanceof Mutation.Publish publish) {
                publish.acceptances()
                        .forEach(acceptance -> acceptance.chainsNow().forEach(chain -> chains.add(chain.id())));
            } else if (change instanceof Mutation.CreateChains create) {
                create.slice().chains().forEach(chain -> chains.add(chain.id()));
            }
        }
        for (MutationResult outcome : outcomes) {
            if (outcome instanceof MutationResult.Started started) {
                chains.add(started.chain().chain().id());
            } else if (outcome instanceof MutationResult.Applied applied) {
                chains.add(applied.after().chain().id());
            }
        }
        return chains;
    }
}
