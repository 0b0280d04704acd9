package io.github.webhooks4j.engine;

import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.store.StoredWebhook;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks that are not deleted, by id and by what they watch. Immutable values in concurrent maps: readers take no lock, and
 * find the former or the latter webhook, never none. Changed by one thread at a time.
 */
final class WebhookCache {
    private final Map<WebhookId, StoredWebhook> webhooks = new ConcurrentHashMap<>();
    private final Map<String, List<Webhook>> byTopic = new ConcurrentHashMap<>();

    @Nullable StoredWebhook get(WebhookId id) {
        return webhooks.get(id);
    }

    Collection<StoredWebhook> all() {
        return webhooks.values();
    }

    /** Returns the enabled webhooks whose filter an event passes. */
    List<Webhook> matching(Event event) {
        String namespace = event.topic().namespace();
        List<Webhook> exact = byTopic.getOrDefault(event.topic().name(), List.of());
        List<Webhook> wide = namespace.isEmpty() ? List.of() : byTopic.getOrDefault(namespace + "/*", List.of());
        if (exact.isEmpty() && wide.isEmpty()) {
            return List.of();
        }
        var matching = new ArrayList<Webhook>();
        for (List<Webhook> candidates : List.of(exact, wide)) {
            for (Webhook webhook : candidates) {
                if (webhook.status() == WebhookStatus.ENABLED
                        && webhook.settings().filter().matches(event)) {
                    matching.add(webhook);
                }
            }
        }
        return matching;
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
        // The new place before the old one goes: an event published meanwhile finds it in one of them.
        byTopic.compute(topic, (key, list) -> with(list == null ? List.of() : list, webhook));
        if (former != null) {
            String formerTopic = former.webhook().settings().filter().topic();
            if (!formerTopic.equals(topic)) {
                byTopic.computeIfPresent(formerTopic, (key, list) -> without(list, webhook.id()));
            }
        }
    }

    void remove(WebhookId id) {
        StoredWebhook former = webhooks.remove(id);
        if (former != null) {
            byTopic.computeIfPresent(former.webhook().settings().filter().topic(), (key, list) -> without(list, id));
        }
    }

    private static List<Webhook> with(List<Webhook> list, Webhook webhook) {
        var changed = new ArrayList<>(list);
        changed.removeIf(other -> other.id().equals(webhook.id()));
        changed.add(webhook);
        return List.copyOf(changed);
    }

    private static @Nullable List<Webhook> without(List<Webhook> list, WebhookId id) {
        List<Webhook> others =
                list.stream().filter(other -> !other.id().equals(id)).toList();
        return others.isEmpty() ? null : others;
    }
}
