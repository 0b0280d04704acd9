package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.history.AttemptRequest;
import io.github.webhooks4j.engine.history.AttemptRequest.ShownHeader;
import java.util.List;

/**
 * What may be shown of the request of an attempt, as it was sent, built again: all but its body. Immutable.
 *
 * @param method the method
 * @param url the URL of the destination, with what may be a secret hidden as in {@link DestinationView}
 * @param headers the headers in their order, with the values hidden that may be secrets
 */
public record AttemptRequestView(String method, String url, List<HeaderView> headers) {
    /**
     * A header.
     *
     * @param name its name
     * @param value its value, {@code •••} if it is hidden
     */
    public record HeaderView(String name, String value) {
        public HeaderView {
            requireNonNull(name, "name");
            requireNonNull(value, "value");
        }

        private static HeaderView of(ShownHeader header) {
            return new HeaderView(header.name(), header.value());
        }
    }

    public AttemptRequestView {
        requireNonNull(method, "method");
        requireNonNull(url, "url");
        headers = List.copyOf(headers);
    }

    /** Returns the view of a request. */
    public static AttemptRequestView of(AttemptRequest request) {
        requireNonNull(request, "request");
        return new AttemptRequestView(
                request.method(),
                request.url(),
                request.headers().stream().map(HeaderView::of).toList());
    }
}
