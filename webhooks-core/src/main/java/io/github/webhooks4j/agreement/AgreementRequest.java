package io.github.webhooks4j.agreement;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.Header;
import java.util.List;

/**
 * One OPTIONS request that asks a destination, ready to be put on the wire. Immutable.
 *
 * @param url as the transport's own check gave it
 * @param headers in the order in which they are sent, without those that HTTP itself needs
 */
public record AgreementRequest(String url, List<Header> headers) {
    public AgreementRequest {
        requireNonNull(url, "url");
        headers = List.copyOf(headers);
    }

    /** Shows nothing: the URL may hold secrets. */
    @Override
    public String toString() {
        return "AgreementRequest[hidden]";
    }
}
