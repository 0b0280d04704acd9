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

/** Who is told what the other nodes on an in-memory store did. Confined to whoever holds the monitor of the tables. */
final class Watchers {

    /** By the store through which each watches. */
    private final Map<Store, StoreWatcher> watchers = new LinkedHashMap<>();

    boolean add(Store store, StoreWatcher watcher) {
        watchers.put(store, watcher);
        return true;
    }

    void remove(Store store) {
        watchers.remove(store);
    }

    void tellOthers(Store store, Consumer<StoreWatcher> what) {
        watchers.forEach((other, watcher) -> {
            if (!other.equals(store)) {
                what.accept(watcher);
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
