package io.github.webhooks4j.engine.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.internal.request.DeliveryRequest;
import io.github.webhooks4j.internal.text.ShownUrl;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The request of an attempt as it was sent, built again: it is not stored. It is built as requests are, from the event, the
 * attempt and the settings by which the chain runs now, and without secrets. It differs from what was sent if the chain was
 * moved to later settings since, or the engine has another {@code User-Agent} or receives callbacks only since. Headers that
 * the transport adds, such as {@code Host}, are left out. Immutable.
 *
 * @param method the method
 * @param url the URL of the destination, with what may be a secret hidden
 * @param headers the headers in their order; the values of the webhook's own headers, of {@code Authorization} and of {@code
 *     webhook-signature} are hidden
 * @param body the body, with the callback URL hidden
 */
public record AttemptRequest(String method, String url, List<ShownHeader> headers, String body) {
    /** The signature depends on secrets that may have been replaced since. */
    private static final String NO_SIGNATURE = "hidden";

    /**
     * A header of a request.
     *
     * @param name its name
     * @param value its value, {@code •••} if it is hidden
     */
    public record ShownHeader(String name, String value) {
        public ShownHeader {
            requireNonNull(name, "name");
            requireNonNull(value, "value");
        }
    }

    public AttemptRequest {
        requireNonNull(method, "method");
        requireNonNull(url, "url");
        headers = List.copyOf(headers);
        requireNonNull(body, "body");
    }

    /** Builds the request of an attempt at a time. */
    static AttemptRequest of(
            AttemptInfo attempt,
            String webhookId,
            EventContent event,
            WebhookSettings settings,
            Instant at,
            NodeKnowledge node) {
        Optional<URI> callbackUrl =
                node.receivesCallbacks() ? Optional.of(URI.create(ShownUrl.HIDDEN)) : Optional.empty();
        DeliveryRequest sent = DeliveryRequest.of(
                attempt,
                webhookId,
                event,
                settings,
                at,
                new DeliveryRequest.Sender(
                        node.userAgent(), node.cloudEventsSource(), callbackUrl, bytes -> NO_SIGNATURE));
        Set<String> hidden = hidden(settings);
        return new AttemptRequest(
                "POST",
                ShownUrl.of(sent.url()),
                sent.headers().stream()
                        .map(header -> new ShownHeader(
                                header.name(),
                                hidden.contains(lower(header.name())) ? ShownUrl.HIDDEN : header.value()))
                        .toList(),
                new String(sent.body(), StandardCharsets.UTF_8));
    }

    private static Set<String> hidden(WebhookSettings settings) {
        var hidden = new HashSet<String>();
        hidden.add(lower(WebhookHeaders.SIGNATURE));
        hidden.add("authorization");
        for (Header header : settings.headers()) {
            hidden.add(lower(header.name()));
        }
        return hidden;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
