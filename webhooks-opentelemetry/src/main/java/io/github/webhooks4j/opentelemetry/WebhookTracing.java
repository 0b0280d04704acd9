package io.github.webhooks4j.opentelemetry;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.publish.Publisher;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.Transport;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

/**
 * Traces of webhooks. A publish is a span of kind {@code PRODUCER} and a child of the caller's; each attempt is a span of kind {@code
 * CLIENT} with a link to that publish, also after a crash and on another node, since the context of the publish is stored with the event.
 *
 * <pre>{@code
 * var tracing = WebhookTracing.of(openTelemetry);
 * var engine = WebhookEngine.builder(store, tracing.trace(transport)).start();
 * Publisher publisher = tracing.trace(engine);
 * }</pre>
 *
 * <p>The attributes of the spans are those of OpenTelemetry's semantic conventions for HTTP clients and messaging; the latter may
 * still change there, and here with them. Neither path nor query of a destination, which may be secret, nor any body is recorded. Immutable
 * and thread-safe.
 */
public final class WebhookTracing {
    private static final String SCOPE = "io.github.webhooks4j";

    private final Tracer tracer;
    private final AttemptParent parent;
    private final boolean sent;

    private WebhookTracing(Tracer tracer, AttemptParent parent, boolean sent) {
        this.tracer = requireNonNull(tracer, "tracer");
        this.parent = requireNonNull(parent, "parent");
        this.sent = sent;
    }

    /** Returns traces whose attempts link to their publish, and of which receivers get nothing. */
    public static WebhookTracing of(OpenTelemetry telemetry) {
        return new WebhookTracing(telemetry.getTracer(SCOPE), AttemptParent.LINK, false);
    }

    /** Returns the same with attempts that belong to their publish as {@code parent} says. */
    public WebhookTracing attempts(AttemptParent parent) {
        return new WebhookTracing(tracer, parent, sent);
    }

    /**
     * Returns the same, with the header {@code traceparent} of the attempt's span in each request. Off by default: it shows receivers how
     * the sender traces, and they may continue the trace.
     */
    public WebhookTracing sendTraceparent() {
        return new WebhookTracing(tracer, parent, true);
    }

    /**
     * Returns a publisher that publishes through another one, such as an engine or an engine in a transaction, and records a span for each
     * call. The context of the span is stored with the events, in the attributes {@value TraceContext#PARENT} and {@value
     * TraceContext#STATE}, unless they have a {@value TraceContext#PARENT} already or no room for it.
     */
    public Publisher trace(Publisher publisher) {
        return new TracedPublisher(requireNonNull(publisher, "publisher"), tracer);
    }

    /**
     * Returns a transport that sends through another one and records a span for each attempt. Requests that are no attempts of a
     * delivery, such as handshakes, have none.
     */
    public Transport trace(Transport transport) {
        var spans = new AttemptSpans(tracer, parent, sent);
        return transport instanceof BlockingTransport blocking
                ? new TracedBlockingTransport(blocking, spans)
                : new TracedTransport(requireNonNull(transport, "transport"), spans);
    }
}
