package io.github.webhooks4j.tck.internal.store;

import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.webhook.Webhook;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** A webhook whose chains a node holds from their creation on, in claim batches. */
public abstract class ClaimBatchFixture extends StoreFixture {
    /** It has two steps and awaits a callback of each. */
    protected Webhook webhook;

    protected ClaimBatchFixture(Opening opening) {
        super(opening);
    }

    @BeforeEach
    protected void save_the_webhook() {
        webhook = savedWebhook("w", 2);
    }

    /** Starts chains of the webhook in one commit, each by an event of its own, and holds them in one claim batch. */
    protected void hold(String... chains) {
        hold(NODE, chains);
    }

    protected void hold(LeaseRequest claimant, String... chains) {
        commit(Stream.of(chains)
                .map(chain -> publishHeld(claimant, chain, webhook))
                .toArray(Mutation[]::new));
    }

    /** Returns what publishes an event of its own for a chain that is held from the start. */
    protected Mutation publishHeld(LeaseRequest claimant, String chain, Webhook webhook) {
        NewChain unclaimed = newChain(chain, webhook);
        return publish(
                event("event_of_" + chain),
                new NewChain(unclaimed.id(), webhook.id(), webhook.revision(), unclaimed.plan(), claimant));
    }

    /** Returns the claim by which a chain is held from the start. */
    protected ClaimToken token(String chain) {
        return new ClaimToken(new DeliveryId(id(chain), 0), 0, 1);
    }
}
