package io.github.webhooks4j.spi.transport;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Header;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One HTTP request, complete but for the headers that HTTP itself needs. Immutable, provided that no caller changes the body, which is not copied. */
public final class OutboundRequest {
    /** Name and version of this library: the {@code User-Agent} of every request unless another one is set. */
    public static final String PRODUCT = "Webhooks4j/0.1.0";

    private final HttpMethod method;
    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient String url;
    private final List<Header> headers;
    private final transient byte[] body;
    private final Duration deadline;
    private final @Nullable AttemptInfo attempt;
    private final List<String> reportedHeaders;
    private final boolean newConnection;
    private final @Nullable String tlsProfile;

    private OutboundRequest(
            HttpMethod method,
            String url,
            List<Header> headers,
            byte[] body,
            Duration deadline,
            @Nullable AttemptInfo attempt,
            List<String> reportedHeaders,
            boolean newConnection,
            @Nullable String tlsProfile) {
        this.method = requireNonNull(method, "method");
        this.url = requireNonNull(url, "url");
        this.headers = List.copyOf(headers);
        this.body = requireNonNull(body, "body");
        this.deadline = requireNonNull(deadline, "deadline");
        this.attempt = attempt;
        this.reportedHeaders = List.copyOf(reportedHeaders);
        this.newConnection = newConnection;
        this.tlsProfile = tlsProfile;
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("the deadline of a request must be positive, was " + deadline);
        }
    }

    /**
     * Returns a POST that may be sent on any connection.
     *
     * @param url as the transport's own check returned it
     * @param headers in the order in which they are sent, without those that HTTP itself needs
     * @param body the exact bytes
     * @param deadline how long the exchange may take, from name resolution to the last byte of the response
     * @throws IllegalArgumentException if the deadline is not positive
     */
    public static OutboundRequest post(String url, List<Header> headers, byte[] body, Duration deadline) {
        return new OutboundRequest(HttpMethod.POST, url, headers, body, deadline, null, List.of(), false, null);
    }

    /**
     * Returns an OPTIONS request without a body that may be sent on any connection.
     *
     * @param url as the transport's own check returned it
     * @param headers in the order in which they are sent, without those that HTTP itself needs
     * @param reportedHeaders the names of response headers that the result holds
     * @param deadline how long the exchange may take
     * @throws IllegalArgumentException if the deadline is not positive
     */
    public static OutboundRequest options(
            String url, List<Header> headers, List<String> reportedHeaders, Duration deadline) {
        return new OutboundRequest(
                HttpMethod.OPTIONS, url, headers, new byte[0], deadline, null, reportedHeaders, false, null);
    }

    /** Returns the same request as part of an attempt. */
    public OutboundRequest ofAttempt(AttemptInfo attempt) {
        return new OutboundRequest(
                method,
                url,
                headers,
                body,
                deadline,
                requireNonNull(attempt, "attempt"),
                reportedHeaders,
                newConnection,
                tlsProfile);
    }

    /**
     * Returns the same request with other headers.
     *
     * @param headers in the order in which they are sent, without those that HTTP itself needs
     */
    public OutboundRequest withHeaders(List<Header> headers) {
        return new OutboundRequest(
                method, url, headers, body, deadline, attempt, reportedHeaders, newConnection, tlsProfile);
    }

    /** Returns the same request, to be sent on a new connection: a reused connection was lost before. */
    public OutboundRequest onNewConnection() {
        return new OutboundRequest(method, url, headers, body, deadline, attempt, reportedHeaders, true, tlsProfile);
    }

    /**
     * Returns the same request by another TLS profile of the transport.
     *
     * @param name the profile; null for the one for all
     */
    public OutboundRequest withTlsProfile(@Nullable String name) {
        return new OutboundRequest(method, url, headers, body, deadline, attempt, reportedHeaders, newConnection, name);
    }

    /** Returns the method. */
    public HttpMethod method() {
        return method;
    }

    /** Returns the URL of the destination. */
    public String url() {
        return url;
    }

    /** Returns the headers in their order. */
    public List<Header> headers() {
        return headers;
    }

    /** Returns the bytes to send, not a copy. */
    public byte[] body() {
        return body;
    }

    /** Returns how long the exchange may take, from name resolution to the last byte of the response. */
    public Duration deadline() {
        return deadline;
    }

    /** Returns the attempt that this request belongs to; null if it is no attempt of a delivery. */
    public @Nullable AttemptInfo attempt() {
        return attempt;
    }

    /** Returns the names of the headers that {@link DeliveryResult.Response#headers} holds if the response has them. */
    public List<String> reportedHeaders() {
        return reportedHeaders;
    }

    /** Returns whether it must be sent on a connection that has carried no request before. */
    public boolean needsNewConnection() {
        return newConnection;
    }

    /** Returns the TLS profile of the transport by which the request is sent; null for the one for all. */
    public @Nullable String tlsProfile() {
        return tlsProfile;
    }

    /** Shows neither URL nor body: both may hold secrets. */
    @Override
    public String toString() {
        return "OutboundRequest[" + method + ", " + body.length + " bytes]";
    }
}
