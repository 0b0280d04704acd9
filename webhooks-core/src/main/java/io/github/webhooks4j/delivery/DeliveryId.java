package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names one delivery: a step of a chain.
 *
 * @param chain the chain
 * @param step the step, from 0
 */
public record DeliveryId(ChainId chain, int step) {
    /** As it is written: without leading zeros. */
    private static final Pattern STEP = Pattern.compile("0|[1-9][0-9]{0,8}");

    public DeliveryId {
        requireNonNull(chain, "chain");
        if (step < 0) {
            throw new IllegalArgumentException("a step counts from 0, was " + step);
        }
    }

    /**
     * Returns the delivery of a {@code webhook-id} that this library has sent; empty if the text cannot be one, for untrusted
     * text.
     */
    public static Optional<DeliveryId> parse(String webhookId) {
        int end = webhookId.lastIndexOf('_');
        if (end < 0 || !STEP.matcher(webhookId.substring(end + 1)).matches()) {
            return Optional.empty();
        }
        int step = Integer.parseInt(webhookId.substring(end + 1));
        return ChainId.parse(webhookId.substring(0, end)).map(chain -> new DeliveryId(chain, step));
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
