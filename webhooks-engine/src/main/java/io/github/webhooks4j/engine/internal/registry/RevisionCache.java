package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The settings of former revisions of webhooks, for the chains that started with them. Thread-safe. */
final class RevisionCache {
    private static final int MAX_CACHED = 10_000;

    private record Revision(WebhookId webhook, int number) {}

    private final Store store;
    private final Map<Revision, WebhookSettings> cached = new ConcurrentHashMap<>();

    RevisionCache(Store store) {
        this.store = store;
    }

    /**
     * Returns the settings of one revision, from the store if they are not cached; null if it has none.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails
     */
    @Nullable WebhookSettings get(WebhookId webhook, int number) {
        var revision = new Revision(webhook, number);
        WebhookSettings settings = cached.get(revision);
        if (settings == null) {
            settings = store.settings(webhook, number).orElse(null);
            if (settings != null) {
                if (cached.size() >= MAX_CACHED) {
                    cached.clear();
                }
                cached.put(revision, settings);
            }
        }
        return settings;
    }

    /** Evicts everything: the store was restored to an earlier time. */
    void clear() {
        cached.clear();
    }
}
