package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.DeliveryFormat;
import io.github.webhooks4j.delivery.DeliveryRules;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.signature.SignatureScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a webhook, checked. A chain continues with the settings that it started with, regardless of later
 * changes. Immutable; made from a {@link WebhookDraft} by {@link WebhookRules}.
 *
 * @param name for people, 1 to 100 characters
 * @param filter which events start chains
 * @param destinations one after another, 1 to 16
 * @param expectFinalCallback whether the last destination must call back too
 * @param headers sent with every delivery, beside those of the delivery itself
 * @param retrySchedule when failed attempts are repeated
 * @param callbackDeadline how long a destination may take to call back
 * @param acceptRedirects whether a 3xx response counts as delivered
 * @param owner the owner of the webhook, 1 to 100 characters, so that one owner cannot occupy all shared slots; null if
 *     unknown
 * @param chainsMoveTo the revision to whose settings unfinished chains of earlier revisions move; 0 if each continues
 *     with its own
 * @param metadata what the application notes about the webhook, by key in alphabetical order; never sent
 * @param rateLimit how many attempts all nodes together may start to each of its destinations; null for no limit
 * @param signatures the schemes that deliveries are signed with, at least one, in the order of their versions
 * @param deliveryRules how long deliveries are attempted, beside the retry schedule
 * @param dropBefore chains that were started before are not delivered any more: an operator has dropped what had waited; null if
 *     none are
 * @param format what deliveries have beside the body of the event
 * @param tlsProfile the TLS profile of the transport by which its destinations are reached; null for the one for all
 */
public record WebhookSettings(
        String name,
        EventFilter filter,
        List<Destination> destinations,
        boolean expectFinalCallback,
        List<Header> headers,
        RetrySchedule retrySchedule,
        Duration callbackDeadline,
        boolean acceptRedirects,
        @Nullable String owner,
        int chainsMoveTo,
        Map<String, String> metadata,
        @Nullable RateLimit rateLimit,
        Set<SignatureScheme> signatures,
        DeliveryRules deliveryRules,
        @Nullable Instant dropBefore,
        DeliveryFormat format,
        @Nullable String tlsProfile) {
    /**
     * Checks what a chain's plan needs, and copies.
     *
     * @throws IllegalArgumentException if there are not 1 to 16 destinations, two have the same number, or the deadline is not
     *     1 ms to 3,650 days, or there is no scheme
     */
    public WebhookSettings {
        requireNonNull(name, "name");
        requireNonNull(filter, "filter");
        requireNonNull(retrySchedule, "retrySchedule");
        requireNonNull(callbackDeadline, "callbackDeadline");
        destinations = List.copyOf(destinations);
        headers = List.copyOf(headers);
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        requireNonNull(deliveryRules, "deliveryRules");
        requireNonNull(format, "format");
        signatures = Collections.unmodifiableSet(new TreeSet<>(signatures));
        if (signatures.isEmpty()) {
            throw new IllegalArgumentException("a webhook must sign with at least one scheme, was none");
        }
        List<Integer> numbers =
                plan(destinations, expectFinalCallback, callbackDeadline).destinations();
        if (new HashSet<>(numbers).size() < numbers.size()) {
            throw new IllegalArgumentException(
                    "the destinations of a webhook must have numbers of their own, was " + numbers);
        }
    }

    /** Creates settings with signatures of version {@code v1}, the default rules and the plain format. */
    public WebhookSettings(
            String name,
            EventFilter filter,
            List<Destination> destinations,
            boolean expectFinalCallback,
            List<Header> headers,
            RetrySchedule retrySchedule,
            Duration callbackDeadline,
            boolean acceptRedirects,
            @Nullable String owner,
            int chainsMoveTo,
            Map<String, String> metadata,
            @Nullable RateLimit rateLimit) {
        this(
                name,
                filter,
                destinations,
                expectFinalCallback,
                headers,
                retrySchedule,
                callbackDeadline,
                acceptRedirects,
                owner,
                chainsMoveTo,
                metadata,
                rateLimit,
                Set.of(SignatureScheme.V1),
                DeliveryRules.DEFAULT,
                null,
                DeliveryFormat.PLAIN,
                null);
    }

    /** Creates settings of a webhook without an owner, metadata and rate limit. */
    public WebhookSettings(
            String name,
            EventFilter filter,
            List<Destination> destinations,
            boolean expectFinalCallback,
            List<Header> headers,
            RetrySchedule retrySchedule,
            Duration callbackDeadline,
            boolean acceptRedirects) {
        this(
                name,
                filter,
                destinations,
                expectFinalCallback,
                headers,
                retrySchedule,
                callbackDeadline,
                acceptRedirects,
                null,
                0,
                Map.of(),
                null);
    }

    /** Returns these settings with the same number of other destinations. */
    public WebhookSettings withDestinations(List<Destination> destinations) {
        return with(destinations, chainsMoveTo, dropBefore);
    }

    /** Returns these settings with another revision to which chains of earlier ones move. */
    public WebhookSettings withChainsMoveTo(int revision) {
        return with(destinations, revision, dropBefore);
    }

    /** Returns these settings without deliveries of chains that were started before a time; null for all deliveries. */
    public WebhookSettings withDropBefore(@Nullable Instant time) {
        return with(destinations, chainsMoveTo, time);
    }

    private WebhookSettings with(List<Destination> destinations, int chainsMoveTo, @Nullable Instant dropBefore) {
        return new WebhookSettings(
                name,
                filter,
                destinations,
                expectFinalCallback,
                headers,
                retrySchedule,
                callbackDeadline,
                acceptRedirects,
                owner,
                chainsMoveTo,
                metadata,
                rateLimit,
                signatures,
                deliveryRules,
                dropBefore,
                format,
                tlsProfile);
    }

    /** Returns the destination of a number; empty if these settings have none of it. */
    public Optional<Destination> destination(int number) {
        return destinations.stream()
                .filter(destination -> destination.number() == number)
                .findFirst();
    }

    /** Returns the plan of a chain that starts now. */
    public ChainPlan plan() {
        return plan(destinations, expectFinalCallback, callbackDeadline);
    }

    /**
     * Returns the plan of a chain that starts now for an event.
     *
     * @param test how far the event goes as a test; null if it is no test
     */
    public ChainPlan plan(@Nullable TestScope test) {
        ChainPlan whole = plan();
        return test == TestScope.FIRST_STEP
                ? new ChainPlan(whole.destinations().subList(0, 1), false, callbackDeadline)
                : whole;
    }

    private static ChainPlan plan(
            List<Destination> destinations, boolean expectFinalCallback, Duration callbackDeadline) {
        List<Integer> numbers = destinations.stream().map(Destination::number).toList();
        return new ChainPlan(numbers, expectFinalCallback, callbackDeadline);
    }
}
