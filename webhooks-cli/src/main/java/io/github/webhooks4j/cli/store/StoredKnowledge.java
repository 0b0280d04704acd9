package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.delivery.DeliveryFormat;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.engine.history.NodeKnowledge;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * What is known without an engine: what the store holds. A command that only reads opens none, since an engine settles what
 * has expired, and prunes.
 */
final class StoredKnowledge implements NodeKnowledge {
    private final Store store;

    private StoredKnowledge(Store store) {
        this.store = store;
    }

    static History history(Store store) {
        return new History(store, store, new StoredKnowledge(store));
    }

    @Override
    public Instant storeTime() {
        return store.estimatedTime();
    }

    @Override
    public boolean delivers() {
        return false;
    }

    @Override
    public Optional<Webhook> webhook(WebhookId id) {
        return store.webhook(id).map(StoredWebhook::webhook).filter(StoredKnowledge::exists);
    }

    @Override
    public Header userAgent() {
        return new Header("User-Agent", OutboundRequest.PRODUCT);
    }

    @Override
    public String cloudEventsSource() {
        return DeliveryFormat.DEFAULT_SOURCE;
    }

    @Override
    public boolean receivesCallbacks() {
        return false;
    }

    @Override
    public Collection<Webhook> webhooks() {
        return store.webhooks(0).stream()
                .map(StoredWebhook::webhook)
                .filter(StoredKnowledge::exists)
                .toList();
    }

    private static boolean exists(Webhook webhook) {
        return webhook.status() != WebhookStatus.DELETED;
    }

    @Override
    public Place place(ClaimToken claim, LaneKey lane) {
        return Place.ELSEWHERE;
    }

    @Override
    public Optional<LaneView> lane(LaneKey lane) {
        return Optional.empty();
    }
}
