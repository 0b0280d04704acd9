package io.github.webhooks4j.testkit.internal;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.github.webhooks4j.spi.store.ErasedWebhook;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.WebhookChanges;
import io.github.webhooks4j.spi.store.WebhookVersions;
import io.github.webhooks4j.testkit.internal.Tables.SettingsKey;
import io.github.webhooks4j.testkit.internal.Tables.SettingsRow;
import io.github.webhooks4j.testkit.internal.Tables.WebhookRow;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The webhooks of an in-memory store, as {@link io.github.webhooks4j.spi.store.WebhookStore} describes them. Confined to its lock. */
public final class InMemoryWebhooks {
    private final Tables tables;

    public InMemoryWebhooks(Tables tables) {
        this.tables = tables;
    }

    /**
     * Saves a webhook.
     *
     * @param at the time, by the store's clock
     */
    public OptionalLong save(Webhook webhook, long basedOn, Instant at) {
        WebhookId id = webhook.id();
        WebhookRow before = tables.webhooks.get(id);
        if ((before == null ? 0 : before.change()) != basedOn) {
            return OptionalLong.empty();
        }
        long change = tables.nextChange(at);
        tables.webhooks.put(id, new WebhookRow(Millis.cut(webhook), health(before, webhook), change, at));
        var key = new SettingsKey(id, webhook.revision());
        if (tables.settings.get(key) == null) {
            tables.settings.put(key, new SettingsRow(key, webhook.settings()));
        }
        return OptionalLong.of(change);
    }

    /** Erases what a deleted webhook had. */
    public void erase(WebhookId id) {
        WebhookRow row = tables.webhooks.get(id);
        for (SettingsKey key : tables.settings.keys()) {
            if (key.webhook().equals(id)) {
                tables.settings.remove(key);
            }
        }
        if (row != null) {
            Webhook erased = ErasedWebhook.of(row.webhook());
            var key = new SettingsKey(id, erased.revision());
            tables.settings.put(key, new SettingsRow(key, erased.settings()));
            tables.webhooks.put(id, new WebhookRow(erased, row.health(), row.change(), row.changedAt()));
        }
    }

    /** A webhook that is enabled again starts without recorded failures. */
    private static FailureStreak health(@Nullable WebhookRow before, Webhook after) {
        if (before == null) {
            return FailureStreak.NONE;
        }
        boolean enabledAgain =
                before.webhook().status() != WebhookStatus.ENABLED && after.status() == WebhookStatus.ENABLED;
        return enabledAgain ? FailureStreak.NONE : before.health();
    }

    public List<StoredWebhook> changedSince(long since) {
        return tables.webhookIndex.changedSince(since).stream()
                .map(InMemoryWebhooks::stored)
                .toList();
    }

    public WebhookChanges changes(Collection<Long> seen) {
        boolean complete = !tables.hasChanges(seen);
        long since = complete ? WebhookVersions.NONE : Collections.min(seen);
        return new WebhookChanges(complete, changedSince(since), tables.latestChange());
    }

    public Optional<StoredWebhook> find(WebhookId id) {
        return Optional.ofNullable(tables.webhooks.get(id)).map(InMemoryWebhooks::stored);
    }

    public Set<WebhookId> failing() {
        return tables.webhooks.all().stream()
                .filter(row -> row.health().failingSince() != null)
                .map(row -> row.webhook().id())
                .collect(toUnmodifiableSet());
    }

    public Optional<FailureStreak> failures(WebhookId webhook) {
        return Optional.ofNullable(tables.webhooks.get(webhook)).map(WebhookRow::health);
    }

    public Optional<WebhookSettings> settings(WebhookId webhook, int revision) {
        return Optional.ofNullable(tables.settings.get(new SettingsKey(webhook, revision)))
                .map(SettingsRow::settings);
    }

    private static StoredWebhook stored(WebhookRow row) {
        return new StoredWebhook(row.webhook(), row.change());
    }
}
