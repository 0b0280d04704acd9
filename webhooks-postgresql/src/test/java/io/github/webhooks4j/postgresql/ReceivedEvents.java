package io.github.webhooks4j.postgresql;

import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.StoreWatcher;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what a listener is notified of. Thread-safe. */
final class ReceivedEvents implements StoreWatcher {
    final List<String> words = new CopyOnWriteArrayList<>();

    @Override
    public void workDue(LaneKey lane) {
        words.add(lane.toString());
    }

    @Override
    public void webhooksChanged() {
        words.add("webhooks");
    }

    @Override
    public void missedSomething() {
        words.add("missed");
    }

    void await(String word) {
        PostgresNodes.await(() -> words.contains(word));
    }
}
