package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RetrySchedule;
import java.time.Duration;
import java.util.List;

/**
 * What a user chose for a webhook, checked. A chain goes on with the settings it started with, whatever is changed later.
 * Immutable; made from a {@link WebhookDraft} by {@link WebhookRules}.
 *
 * @param name for people, 1 to 100 characters
 * @param filter which events start chains
 * @param destinations one after another, 1 to 16
 * @param expectFinalCallback whether the last destination must call back too
 * @param headers sent with every delivery, beside those of the delivery itself
 * @param retrySchedule when failed attempts are tried again
 * @param callbackDeadline how long a destination may take to call back
 * @param acceptRedirects whether a 3xx answer counts as delivered
 */
public record WebhookSettings(
        String name,
        TopicFilter filter,
        List<Destination> destinations,
        boolean expectFinalCallback,
        List<Header> headers,
        RetrySchedule retrySchedule,
        Duration callbackDeadline,
        boolean acceptRedirects) {
    /**
     * Checks what a chain's plan needs, and copies.
     *
     * @throws IllegalArgumentException if there are not 1 to 16 destinations, or the deadline is not 1 ms to 3,650 days
     */
    public WebhookSettings {
        requireNonNull(name, "name");
        requireNonNull(filter, "filter");
        requireNonNull(retrySchedule, "retrySchedule");
        requireNonNull(callbackDeadline, "callbackDeadline");
        destinations = List.copyOf(destinations);
        headers = List.copyOf(headers);
        new ChainPlan(destinations.size(), expectFinalCallback, callbackDeadline);
    }

    /** Returns these settings with as many other destinations. */
    public WebhookSettings withDestinations(List<Destination> destinations) {
        return new WebhookSettings(
                name,
                filter,
                destinations,
                expectFinalCallback,
                headers,
                retrySchedule,
                callbackDeadline,
                acceptRedirects);
    }

    /** Returns the plan of a chain that starts now. */
    public ChainPlan plan() {
        return new ChainPlan(destinations.size(), expectFinalCallback, callbackDeadline);
    }
}
