package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.delivery.RateLimit;
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

    /** The number of each webhook, which is costly to compute. */
    private volatile Map<WebhookId, Long> numbers = new ConcurrentHashMap<>();

    /** Those that have an owner, by owner and then by id. */
    private final Map<String, NavigableMap<String, Webhook>> byOwner = new ConcurrentHashMap<>();

    /** Sizes an empty cache for a number of webhooks: maps that grow step by step are copied repeatedly. */
    void expect(int count) {
        webhooks = new ConcurrentHashMap<>(count);
        byTopic = new ConcurrentHashMap<>(count);
        numbers = new ConcurrentHashMap<>(count);
    }

    @Nullable StoredWebhook get(WebhookId id) {
        return webhooks.get(id);
    }

    /** Returns the number of a webhook, also of one that it does not have. */
    long number(WebhookId id) {
        Long known = numbers.get(id);
        return known == null ? id.number() : known;
    }

    Collection<StoredWebhook> all() {
        return webhooks.values();
    }

    /** Returns the webhooks of an owner. */
    Collection<Webhook> ofOwner(String owner) {
        Map<String, Webhook> webhooksOfOwner = byOwner.get(owner);
        return webhooksOfOwner == null ? List.of() : List.copyOf(webhooksOfOwner.values());
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
            return new LaneTraits(present, limits(settings, null), place, settings.owner());
        }
        List<RateLimit> limits = limits(settings, destination.permission());
        return new LaneTraits(present, limits, destination.hostAndPort(), settings.owner());
    }

    private static List<RateLimit> limits(WebhookSettings settings, @Nullable DeliveryPermission permission) {
        var limits = new ArrayList<RateLimit>(2);
        if (settings.rateLimit() != null) {
            limits.add(settings.rateLimit());
        }
        if (permission != null) {
            limits.add(RateLimit.perMinute(Math.min(permission.perMinute(), RateLimit.MAX_PER_MINUTE)));
        }
        return limits;
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
        StoredWebhook former = webhooks.get(webhook.id());
        if (former == null) {
            numbers.put(webhook.id(), webhook.id().number());
        }
        WebhookSettings settings = webhook.settings();
        WebhookSettings before = former == null ? null : former.webhook().settings();
        // Add it under the new topic before removing it from the old one: a concurrent publish finds it under one of
        // them.
        move(
                byTopic,
                before == null ? null : before.filter().topic(),
                settings.filter().topic(),
                webhook);
        move(byOwner, before == null ? null : before.owner(), settings.owner(), webhook);
        // Last: a publish finds whatever webhook this node shows.
        webhooks.put(webhook.id(), stored);
    }

    void remove(WebhookId id) {
        StoredWebhook former = webhooks.remove(id);
        numbers.remove(id);
        if (former != null) {
            WebhookSettings settings = former.webhook().settings();
            remove(byTopic, settings.filter().topic(), id);
            remove(byOwner, settings.owner(), id);
        }
    }

    private static void move(
            Map<String, NavigableMap<String, Webhook>> index,
            @Nullable String before,
            @Nullable String after,
            Webhook webhook) {
        if (after != null) {
            index.computeIfAbsent(after, absent -> new ConcurrentSkipListMap<>())
                    .put(webhook.id().value(), webhook);
        }
        if (before != null && !before.equals(after)) {
            remove(index, before, webhook.id());
        }
    }

    private static void remove(Map<String, NavigableMap<String, Webhook>> index, @Nullable String key, WebhookId id) {
        if (key != null) {
            index.computeIfPresent(key, (same, webhooksOfKey) -> {
                webhooksOfKey.remove(id.value());
                return webhooksOfKey.isEmpty() ? null : webhooksOfKey;
            });
        }
    }
}
