package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one delivery: a step of a chain.
 *
 * @param chain the chain
 * @param step the step, from 0
 */
public record DeliveryId(ChainId chain, int step) {
    /** A step and perhaps a run, as they are written: without leading zeros. */
    private static final Pattern STEP = Pattern.compile("_(0|[1-9][0-9]{0,8})(?:_r[1-9][0-9]{0,8})?\\z");

    public DeliveryId {
        requireNonNull(chain, "chain");
        if (step < 0) {
            throw new IllegalArgumentException("a step counts from 0, was " + step);
        }
    }

    /**
     * Returns the delivery of a {@code webhook-id} that this library has sent, of whatever run; empty if the text cannot be
     * one, for untrusted text.
     */
    public static Optional<DeliveryId> parse(String webhookId) {
        Matcher end = STEP.matcher(webhookId);
        if (!end.find()) {
            return Optional.empty();
        }
        int step = Integer.parseInt(end.group(1));
        return ChainId.parse(webhookId.substring(0, end.start())).map(chain -> new DeliveryId(chain, step));
    }

    /** Returns the value of {@code webhook-id} in the first run of the step: the same for every attempt, and without a full stop. */
    public String webhookId() {
        return chain.value() + "_" + step;
    }

    /**
     * Returns the value of {@code webhook-id} in a run of the step.
     *
     * @param run as {@link io.github.webhooks4j.chain.Chain#run} counts it: 0 for the first
     */
    public String webhookId(int run) {
        return run == 0 ? webhookId() : webhookId() + "_r" + run;
    }

    @Override
    public String toString() {
        return webhookId();
    }
}
