package io.github.webhooks4j.engine.internal.publish;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.backend.PreparedDeliveries;
import io.github.webhooks4j.engine.internal.commit.FirstDeliveries;
import io.github.webhooks4j.engine.internal.context.EventNumbers;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events of one call with the chains that they start, and the first deliveries of these in memory. Used by one thread. */
final class EventBatch {
    private final WebhookRegistry registry;
    private final EventNumbers numbers;
    private final FirstDeliveries firstDeliveries;
    private final List<Long> basis;
    private final Instant now;
    private final List<NewEvent> acceptances = new ArrayList<>();
    private final List<ClaimedDelivery> prepared = new ArrayList<>();

    /**
     * Creates an empty batch.
     *
     * @param basis the versions of webhooks that the store must have
     */
    EventBatch(
            WebhookRegistry registry,
            EventNumbers numbers,
            FirstDeliveries firstDeliveries,
            List<Long> basis,
            Instant now) {
        this.registry = registry;
        this.numbers = numbers;
        this.firstDeliveries = firstDeliveries;
        this.basis = basis;
        this.now = now;
    }

    /** Adds an event with its chains. */
    void start(Event event, List<Webhook> matching) {
        long number = numbers.allocate(event.id());
        if (event.orderingKey() != null) {
            // Its deliveries may have to wait for their turn: the store knows, and this node claims them when it comes.
            acceptances.add(new NewEvent(number, event, newChains(number, matching, event), basis));
            return;
        }
        FirstDeliveries.Prepared first =
                firstDeliveries.prepare(newChains(number, matching, event), EventContent.of(event), now);
        acceptances.add(new NewEvent(number, event, first.chains(), basis));
        prepared.addAll(first.deliveries().deliveries());
    }

    /**
     * Adds an event with a list of chains to be created later.
     *
     * @param slice how many of them one transaction should create
     */
    void list(Event event, List<Webhook> matching, int slice) {
        long number = numbers.allocate(event.id());
        acceptances.add(new NewEvent(number, event, newChains(number, matching, event), basis, slice));
    }

    List<NewEvent> acceptances() {
        return acceptances;
    }

    PreparedDeliveries prepared() {
        return new PreparedDeliveries(now, prepared);
    }

    private List<NewChain> newChains(long number, List<Webhook> matching, Event event) {
        var chains = new ArrayList<NewChain>(matching.size());
        for (Webhook webhook : matching) {
            chains.add(new NewChain(
                    ChainId.of(registry.number(webhook.id()), number),
                    webhook.id(),
                    webhook.revision(),
                    webhook.settings().plan(event.test()),
                    null));
        }
        return chains;
    }
}
