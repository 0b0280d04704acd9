package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.engine.internal.lane.LaneTraits;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.handshake.DeliveryPermission;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks that are not deleted, by id and by what they watch. Immutable values in concurrent maps: readers take no lock, and
 * find the former or the latter webhook, never none. Changed by one thread at a time.
 */
public final class WebhookCache implements LaneTraits.Reader {
    private volatile Map<WebhookId, StoredWebhook> webhooks = new ConcurrentHashMap<>();
    /** Of each topic by id, and so about in the order of their creation: a change costs the same however many there are. */
    private volatile Map<String, NavigableMap<String, Webhook>> byTopic = new ConcurrentHashMap<>();

    /** Prepares an empty cache for a number of webhooks: maps that grow step by step are copied again and again. */
    void expect(int count) {
        webhooks = new ConcurrentHashMap<>(count);
        byTopic = new ConcurrentHashMap<>(count);
    }

    @Nullable StoredWebhook get(WebhookId id) {
        return webhooks.get(id);
    }

    Collection<StoredWebhook> all() {
        return webhooks.values();
    }

    /** Returns the enabled webhooks whose filter an event passes. */
    List<Webhook> matching(Event event) {
        String namespace = event.topic().namespace();
        Map<String, Webhook> exact = byTopic.get(event.topic().name());
        Map<String, Webhook> wide = namespace.isEmpty() ? null : byTopic.get(namespace + "/*");
        if (exact == null && wide == null) {
            return List.of();
        }
        var matching = new ArrayList<Webhook>();
        addMatching(exact, event, matching);
        addMatching(wide, event, matching);
        return matching;
    }

    /**
     * Returns what a lane's webhook says about it, by the present settings: {@code former} if nothing was changed. Of a destination
     * that they do not have any more, it stays where it was.
     */
    @SuppressWarnings("ReferenceEquality") // asked for every attempt; the cache has another object after every change
    @Override
    public LaneTraits read(LaneKey lane, @Nullable LaneTraits former) {
        StoredWebhook present = get(lane.webhook());
        if (present == null) {
            return former == null ? LaneTraits.unknown(lane) : former;
        }
        if (former != null && former.source() == present) {
            return former;
        }
        WebhookSettings settings = present.webhook().settings();
        Destination destination = settings.destination(lane.destination()).orElse(null);
        if (destination == null) {
            String place = former == null ? lane.toString() : former.hostAndPort();
            return new LaneTraits(present, 0, place, settings.owner());
        }
        DeliveryPermission permission = destination.permission();
        return new LaneTraits(
                present, permission == null ? 0 : permission.perMinute(), destination.hostAndPort(), settings.owner());
    }

    private static void addMatching(@Nullable Map<String, Webhook> candidates, Event event, List<Webhook> matching) {
        if (candidates == null) {
            return;
        }
        for (Webhook webhook : candidates.values()) {
            if (webhook.status() == WebhookStatus.ENABLED
                    && webhook.settings().filter().matches(event)) {
                matching.add(webhook);
            }
        }
    }

    /** Puts a webhook in the place of what it was; one that is deleted goes. */
    void put(StoredWebhook stored) {
        Webhook webhook = stored.webhook();
        if (webhook.status() == WebhookStatus.DELETED) {
            remove(webhook.id());
            return;
        }
        StoredWebhook former = webhooks.put(webhook.id(), stored);
        String topic = webhook.settings().filter().topic();
        // The new place before the old one goes: an event published in the meantime finds it in one of them.
        byTopic.computeIfAbsent(topic, absent -> new ConcurrentSkipListMap<>())
                .put(webhook.id().value(), webhook);
        if (former != null) {
            String formerTopic = former.webhook().settings().filter().topic();
            if (!formerTopic.equals(topic)) {
                removeFrom(formerTopic, webhook.id());
            }
        }
    }

    void remove(WebhookId id) {
        StoredWebhook former = webhooks.remove(id);
        if (former != null) {
            removeFrom(former.webhook().settings().filter().topic(), id);
        }
    }

    private void removeFrom(String topic, WebhookId id) {
        byTopic.computeIfPresent(topic, (same, webhooksOfTopic) -> {
            webhooksOfTopic.remove(id.value());
            return webhooksOfTopic.isEmpty() ? null : webhooksOfTopic;
        });
    }
}
