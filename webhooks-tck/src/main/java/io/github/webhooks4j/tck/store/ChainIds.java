package io.github.webhooks4j.tck.store;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.HashMap;
import java.util.Map;

/**
 * The ids of the chains of a test, which calls them by names. They are made of numbers, as an engine makes them, and
 * those of later chains of a webhook sort later. Thread-safe.
 */
final class ChainIds {
    private static final WebhookId NO_WEBHOOK = new WebhookId("unknown");
    /** So large that nothing takes it for a number of 32 bits, or exactly for one with a fraction. */
    private static final long FIRST_NUMBER = (1L << 61) + 1;

    private final Map<String, ChainId> ids = new HashMap<>();
    private long nextNumber = FIRST_NUMBER;

    /** Returns a number that no event and no rerun has. */
    synchronized long nextNumber() {
        return nextNumber++;
    }

    /** Returns the id of a chain; a name that is used again for the same webhook means the same chain. */
    synchronized ChainId named(String name, Webhook webhook) {
        long number = webhook.id().number();
        ChainId known = ids.get(name);
        if (known != null && known.webhookNumber() == number) {
            return known;
        }
        return made(name, number);
    }

    /** Returns the same chain with the number of an event that starts it. */
    synchronized NewChain renumbered(NewChain chain, long number) {
        ChainId id = ChainId.of(chain.id().webhookNumber(), number);
        ids.replaceAll((name, known) -> known.equals(chain.id()) ? id : known);
        return new NewChain(id, chain.webhook(), chain.revision(), chain.plan(), chain.claimant());
    }

    /** Returns the id of a chain; if there is none of this name, one that no chain has. */
    synchronized ChainId id(String name) {
        ChainId known = ids.get(name);
        return known == null ? made(name, NO_WEBHOOK.number()) : known;
    }

    private ChainId made(String name, long webhook) {
        ChainId id = ChainId.of(webhook, nextNumber());
        ids.put(name, id);
        return id;
    }
}
