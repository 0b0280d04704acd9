package io.github.webhooks4j.internal.request;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryFormat;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.handshake.DeliveryPermission;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The request of an attempt, a POST. Immutable, provided that no caller changes the body.
 *
 * @param url the URL of the destination
 * @param headers in the order in which they are sent, without those that HTTP itself needs
 * @param body the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // it is never compared, and copied for none of the deliveries
public record DeliveryRequest(String url, List<Header> headers, byte[] body) {
    private static final Header JSON = new Header("Content-Type", "application/json");
    private static final Header TEST = new Header(WebhookHeaders.TEST, "true");

    public DeliveryRequest {
        requireNonNull(url, "url");
        headers = List.copyOf(headers);
        requireNonNull(body, "body");
    }

    /**
     * What depends on the node that sends.
     *
     * @param userAgent the header that names it
     * @param cloudEventsSource the value of {@code ce-source}, for webhooks of that format
     * @param callbackUrl where the destination calls back; empty if no callbacks are received
     * @param sign returns the value of the header with the signatures of a body
     */
    public record Sender(
            Header userAgent, String cloudEventsSource, Optional<URI> callbackUrl, Function<byte[], String> sign) {
        public Sender {
            requireNonNull(userAgent, "userAgent");
            requireNonNull(cloudEventsSource, "cloudEventsSource");
            requireNonNull(callbackUrl, "callbackUrl");
            requireNonNull(sign, "sign");
        }
    }

    /**
     * Composes the request of an attempt.
     *
     * @param webhookId the value of {@code webhook-id}
     * @param event the event
     * @param settings the settings by which the chain runs
     * @param at when the attempt starts
     */
    public static DeliveryRequest of(
            AttemptInfo attempt,
            String webhookId,
            EventContent event,
            WebhookSettings settings,
            Instant at,
            Sender sender) {
        Destination destination = settings.destinations().get(attempt.delivery().step());
        byte[] bytes = sender.callbackUrl().map(event.body()::withCallbackUrl).orElseGet(event.body()::toJson);
        var own = new ArrayList<Header>();
        own.add(JSON);
        own.add(sender.userAgent());
        own.add(new Header(WebhookHeaders.ID, webhookId));
        own.add(new Header(WebhookHeaders.TIMESTAMP, Long.toString(at.getEpochSecond())));
        own.add(new Header(WebhookHeaders.SIGNATURE, sender.sign().apply(bytes)));
        own.add(new Header(WebhookHeaders.ATTEMPT, Integer.toString(attempt.number())));
        own.add(new Header(WebhookHeaders.TYPE, attempt.eventType()));
        if (attempt.test()) {
            own.add(TEST);
        }
        if (settings.format() == DeliveryFormat.CLOUDEVENTS) {
            own.addAll(CloudEventsHeaders.of(event, sender.cloudEventsSource()));
        }
        DeliveryPermission permission = destination.permission();
        if (permission != null) {
            own.add(permission.header());
        }
        return new DeliveryRequest(destination.url(), RequestHeaders.of(settings, destination, own), bytes);
    }

    /** Shows neither URL nor headers nor body: all may hold secrets. */
    @Override
    public String toString() {
        return "DeliveryRequest[" + body.length + " bytes]";
    }
}
