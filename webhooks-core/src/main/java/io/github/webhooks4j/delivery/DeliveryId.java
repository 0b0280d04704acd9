package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;

/**
 * Names one delivery: a step of a chain.
 *
 * @param chain the chain
 * @param step the step, from 0
 */
public record DeliveryId(ChainId chain, int step) {
    public DeliveryId {
        requireNonNull(chain, "chain");
        if (step < 0) {
            throw new IllegalArgumentException("a step counts from 0, was " + step);
        }
    }

    /** Returns the value of {@code webhook-id}: the same for every attempt, and without a full stop. */
    public String webhookId() {
        return chain.value() + "_" + step;
    }

    @Override
    public String toString() {
        return webhookId();
    }
}
