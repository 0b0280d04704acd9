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
 * The webhooks that are not deleted, by id and by topic. Immutable values in concurrent maps: readers take no lock, and
 * find the old or the new webhook, never none. Changed by one thread at a time.
 */
public final class WebhookCache implements LaneTraits.Reader {
    private volatile Map<WebhookId, StoredWebhook> webhooks = new ConcurrentHashMap<>();
    /**
     * By topic and then by id, so about in the order of creation; an update takes about the same time for any number of
     * webhooks.
     */
    private volatile Map<String, NavigableMap<String, Webhook>> byTopic = new ConcurrentHashMap<>();

    /** Sizes an empty cache for a number of webhooks: maps that grow step by step are copied repeatedly. */
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
     * Returns the traits of a lane by the present settings of its webhook: {@code former} if nothing was changed. The
     * lane of a destination that was removed from the settings keeps its host.
     */
    @SuppressWarnings("ReferenceEquality") // called for every attempt; the cache has another object after every change
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

    /** Replaces a webhook; removes it if it was deleted. */
    void put(StoredWebhook stored) {
        Webhook webhook = stored.webhook();
        if (webhook.status() == WebhookStatus.DELETED) {
            remove(webhook.id());
            return;
        }
        StoredWebhook former = webhooks.put(webhook.id(), stored);
        String topic = webhook.settings().filter().topic();
        // Add it under the new topic before removing it from the old one: a concurrent publish finds it under one of
        // them.
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
