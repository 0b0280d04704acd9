package io.github.webhooks4j.engine.webhook;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which webhooks to list: those that meet every condition. Immutable. Begin with {@link #all()}.
 *
 * @param topic the topic of their filter, exactly as written there, for example {@code acme/app} or {@code acme/*};
 *     null for any
 * @param namespace the part of their topic before the first slash: {@code acme} for those on {@code acme/*} and on
 *     topics such as {@code acme/app}; null for any
 * @param owner their owner; null for any, and for none
 * @param status their status; null for any
 */
public record WebhookQuery(
        @Nullable String topic,
        @Nullable String namespace,
        @Nullable String owner,
        @Nullable WebhookStatus status) {
    /**
     * Checks what no webhook can meet.
     *
     * @throws IllegalArgumentException if the topic is none that a filter can have, the namespace is none that a topic can
     *     have, the owner is empty, or the status is that of a deleted webhook
     */
    public WebhookQuery {
        if (topic != null) {
            EventFilter.of(topic);
        }
        if (namespace != null && !isNamespace(namespace)) {
            throw new IllegalArgumentException(
                    "namespace must be the part of a topic before the first slash, was " + Violation.quote(namespace));
        }
        if (owner != null && owner.isEmpty()) {
            throw new IllegalArgumentException("owner must not be empty; leave it out for any owner");
        }
        if (status == WebhookStatus.DELETED) {
            throw new IllegalArgumentException("status must not be deleted, since deleted webhooks are not listed");
        }
    }

    /** Returns the query for all webhooks. */
    public static WebhookQuery all() {
        return new WebhookQuery(null, null, null, null);
    }

    /**
     * Returns this query for one topic only.
     *
     * @throws IllegalArgumentException if it is none that a filter can have
     */
    public WebhookQuery withTopic(String topic) {
        return new WebhookQuery(topic, namespace, owner, status);
    }

    /**
     * Returns this query for one namespace only.
     *
     * @throws IllegalArgumentException if it is none that a topic can have
     */
    public WebhookQuery withNamespace(String namespace) {
        return new WebhookQuery(topic, namespace, owner, status);
    }

    /**
     * Returns this query for one owner only.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public WebhookQuery withOwner(String owner) {
        return new WebhookQuery(topic, namespace, owner, status);
    }

    /**
     * Returns this query for one status only.
     *
     * @throws IllegalArgumentException if it is that of a deleted webhook
     */
    public WebhookQuery withStatus(WebhookStatus status) {
        return new WebhookQuery(topic, namespace, owner, status);
    }

    /** Returns whether a webhook meets every condition. */
    public boolean matches(Webhook webhook) {
        WebhookSettings settings = webhook.settings();
        String watched = settings.filter().topic();
        return (topic == null || topic.equals(watched))
                && (namespace == null || watched.startsWith(namespace + "/"))
                && (owner == null || owner.equals(settings.owner()))
                && (status == null || status == webhook.status());
    }

    private static boolean isNamespace(String text) {
        try {
            return new Topic(text + "/x").namespace().equals(text) && !text.isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
