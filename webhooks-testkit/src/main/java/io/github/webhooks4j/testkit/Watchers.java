package io.github.webhooks4j.testkit;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreWatcher;
import io.github.webhooks4j.testkit.Tables.ChainRow;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The watchers that are notified of what other nodes on an in-memory store did. Guarded by the monitor of the tables. */
final class Watchers {
    /** Each with the store through which it watches. */
    private final Map<StoreWatcher, Store> watchers = new LinkedHashMap<>();

    void add(Store store, StoreWatcher watcher) {
        watchers.put(watcher, store);
    }

    void remove(StoreWatcher watcher) {
        watchers.remove(watcher);
    }

    void remove(Store store) {
        watchers.values().removeIf(store::equals);
    }

    void tellOthers(Store store, Consumer<StoreWatcher> what) {
        List.copyOf(watchers.entrySet()).forEach(entry -> {
            if (!entry.getValue().equals(store)) {
                what.accept(entry.getKey());
            }
        });
    }

    /** Tells of the lanes whose work is anybody's after a commit, and of webhooks that it disabled. */
    void committed(Store store, List<Change> changes, List<Outcome> outcomes, Tables tables) {
        if (outcomes.stream()
                .anyMatch(outcome -> outcome instanceof Outcome.Applied applied && applied.disabled() != null)) {
            tellOthers(store, StoreWatcher::webhooksChanged);
        }
        for (ChainId chain : chains(changes, outcomes)) {
            ChainRow row = tables.chains.get(chain);
            Due due = row == null ? null : row.chain().due();
            LaneKey lane = row == null ? null : row.lane();
            if (lane != null && due != null && !due.claimed()) {
                tellOthers(store, watcher -> watcher.workDue(lane));
            }
        }
    }

    private static Set<ChainId> chains(List<Change> changes, List<Outcome> outcomes) {
        var chains = new LinkedHashSet<ChainId>();
        for (Change change : changes) {
            if (change instanceof Change.Publish publish) {
                publish.acceptances()
                        .forEach(acceptance -> acceptance.chainsNow().forEach(chain -> chains.add(chain.id())));
            } else if (change instanceof Change.CreateChains create) {
                create.slice().chains().forEach(chain -> chains.add(chain.id()));
            }
        }
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Started started) {
                chains.add(started.chain().chain().id());
            } else if (outcome instanceof Outcome.Applied applied) {
                chains.add(applied.after().chain().id());
            }
        }
        return chains;
    }
}
