package io.github.webhooks4j.internal.request;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of requests to a destination. Deliveries and validation requests have the same ones, since a gateway may
 * require them.
 */
public final class RequestHeaders {
    private RequestHeaders() {}

    /** Returns the engine's own headers, then those of the settings, then the destination's credentials. */
    public static List<Header> of(WebhookSettings settings, Destination destination, List<Header> own) {
        var headers = new ArrayList<>(own);
        headers.addAll(settings.headers());
        BasicCredentials credentials = destination.credentials();
        if (credentials != null) {
            headers.add(credentials.authorization());
        }
        return headers;
    }
}
