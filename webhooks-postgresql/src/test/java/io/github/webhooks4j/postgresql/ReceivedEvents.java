package io.github.webhooks4j.postgresql;

import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.StoreListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what a listener is notified of. Thread-safe. */
final class ReceivedEvents implements StoreListener {
    final List<String> words = new CopyOnWriteArrayList<>();

    @Override
    public void onWorkAvailable(LaneKey lane) {
        words.add(lane.toString());
    }

    @Override
    public void onWebhooksChanged() {
        words.add("webhooks");
    }

    @Override
    public void onResyncRequired() {
        words.add("missed");
    }

    void await(String word) {
        PostgresNodes.await(() -> words.contains(word));
    }
}
