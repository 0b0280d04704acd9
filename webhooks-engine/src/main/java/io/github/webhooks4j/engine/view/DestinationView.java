package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.internal.text.ShownUrl;
import io.github.webhooks4j.webhook.Destination;

/**
 * What may be shown of a destination. Immutable.
 *
 * @param number identifies it within its webhook, and stays while the URL stays
 * @param url without user info, and with what may be a secret hidden, as in {@code https://ci.example/hook?token=•••}
 * @param hasCredentials whether deliveries carry a user and a password
 */
public record DestinationView(int number, String url, boolean hasCredentials) {
    public DestinationView {
        requireNonNull(url, "url");
    }

    /** Returns the view of a destination. */
    public static DestinationView of(Destination destination) {
        requireNonNull(destination, "destination");
        return new DestinationView(
                destination.number(), ShownUrl.of(destination.url()), destination.credentials() != null);
    }
}
