package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.engine.view.WebhookView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of webhooks.
 *
 * @param webhooks the webhooks
 * @param latest the codes of the states of the latest chains of webhooks, by their ids, the earliest first
 * @param next the query of the next page; null if there is none
 * @param topic the topic or namespace of the filter; empty for none
 * @param status the code of the status of the filter; empty for none
 * @param faults what is wrong with the filter, by its field
 * @param fixedTopic the only topic that exists for the visitor; null if there are several
 */
public record WebhooksModel(
        List<WebhookView> webhooks,
        Map<String, List<String>> latest,
        @Nullable String next,
        String topic,
        String status,
        Map<String, String> faults,
        @Nullable String fixedTopic) {
    public WebhooksModel {
        webhooks = List.copyOf(webhooks);
        latest = Map.copyOf(latest);
        faults = Map.copyOf(faults);
    }

    /** Returns whether the list is filtered. */
    public boolean filtered() {
        return !topic.isEmpty() || !status.isEmpty();
    }
}
