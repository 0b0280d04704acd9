package io.github.webhooks4j.testkit;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.payload.PushPayload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One request as it arrived. Immutable. */
public final class RecordedDelivery {

    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient String url;
    private final List<Header> headers;
    private final transient byte[] body;

    /**
     * Creates a recorded request.
     *
     * @param url where it was sent
     * @param headers its headers, in their order if it is known
     * @param body its body; copied
     */
    public RecordedDelivery(String url, List<Header> headers, byte[] body) {
        this.url = requireNonNull(url, "url");
        this.headers = List.copyOf(headers);
        this.body = body.clone();
    }

    /** Returns where it was sent. */
    public String url() {
        return url;
    }

    /** Returns the headers, in their order if it is known. */
    public List<Header> headers() {
        return headers;
    }

    /** Returns a copy of the bytes. */
    public byte[] body() {
        return body.clone();
    }

    /** Returns the value of the first header of that name, in any letter case; empty if there is none. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /** Returns the body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * Returns the body read as the payload of a push.
     *
     * @throws io.github.webhooks4j.payload.InvalidPayloadException if it is none
     */
    public PushPayload payload() {
        return PushPayload.parse(body);
    }

    /** Shows the URL and the length of the body. */
    @Override
    public String toString() {
        return "RecordedDelivery[" + url + ", " + body.length + " bytes]";
    }
}
