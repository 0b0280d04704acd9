package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.webhook.WebhookId;

/** Numbers of events, and ids of their chains, that no engine assigned. */
final class ChainIds {
    private ChainIds() {}

    /** Returns the number of an event: less than any that an engine assigns, because it counts as older, but as long. */
    static long eventNumber(long count) {
        return (1L << 56) + count;
    }

    /** Returns the id of the chain that the event starts for a webhook. */
    static ChainId of(WebhookId webhook, long count) {
        return ChainId.of(webhook.number(), eventNumber(count));
    }
}
