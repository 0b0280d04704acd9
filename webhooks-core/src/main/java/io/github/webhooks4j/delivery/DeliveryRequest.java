package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** One POST, ready to be put on the wire. Immutable as long as nobody changes the body, which is not copied. */
public final class DeliveryRequest {
    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient String url;
    private final List<Header> headers;
    private final transient byte[] body;
    private final boolean newConnection;

    /**
     * Creates a request that may be sent on any connection.
     *
     * @param url as the transport's own check gave it
     * @param headers in the order in which they are sent, without those that HTTP itself needs
     * @param body the exact bytes
     */
    public DeliveryRequest(String url, List<Header> headers, byte[] body) {
        this(url, headers, body, false);
    }

    private DeliveryRequest(String url, List<Header> headers, byte[] body, boolean newConnection) {
        this.url = requireNonNull(url, "url");
        this.headers = List.copyOf(headers);
        this.body = requireNonNull(body, "body");
        this.newConnection = newConnection;
    }

    /** Returns the same request, to be sent on a new connection: a reused one was lost under the attempt before. */
    public DeliveryRequest onNewConnection() {
        return new DeliveryRequest(url, headers, body, true);
    }

    /** Returns where to send it. */
    public String url() {
        return url;
    }

    /** Returns the headers in their order. */
    public List<Header> headers() {
        return headers;
    }

    /** Returns the bytes to send; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Returns whether it must be sent on a connection that has carried no request before. */
    public boolean needsNewConnection() {
        return newConnection;
    }

    /** Shows neither URL nor body: both may hold secrets. */
    @Override
    public String toString() {
        return "DeliveryRequest[" + body.length + " bytes]";
    }
}
