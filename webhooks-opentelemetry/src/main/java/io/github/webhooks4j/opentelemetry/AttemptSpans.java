package io.github.webhooks4j.opentelemetry;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.webhook.Destination;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;

/** The spans of attempts. Immutable. */
final class AttemptSpans {
    private final Tracer tracer;
    private final AttemptParent parent;
    private final boolean sent;

    AttemptSpans(Tracer tracer, AttemptParent parent, boolean sent) {
        this.tracer = tracer;
        this.parent = parent;
        this.sent = sent;
    }

    Span start(OutboundRequest request, AttemptInfo attempt) {
        SpanContext publish = TraceContext.read(attempt.attributes());
        SpanBuilder builder = tracer.spanBuilder(request.method().name())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("http.request.method", request.method().name())
                .setAttribute("messaging.message.id", attempt.delivery().webhookId())
                .setAttribute("webhooks.webhook.id", attempt.webhook().value())
                .setAttribute("webhooks.chain.id", attempt.delivery().chain().value())
                .setAttribute("webhooks.step", attempt.delivery().step());
        if (attempt.number() > 1) {
            builder.setAttribute("http.request.resend_count", attempt.number() - 1L);
        }
        if (parent == AttemptParent.CHILD && publish.isValid()) {
            builder.setParent(Context.root().with(Span.wrap(publish)));
        } else {
            builder.setNoParent();
            if (publish.isValid()) {
                builder.addLink(publish);
            }
        }
        Span span = builder.startSpan();
        if (span.isRecording()) {
            addServer(span, request.url());
        }
        return span;
    }

    /** Host and port only: path and query may be secret. */
    private static void addServer(Span span, String url) {
        String hostAndPort = new Destination(url, null).hostAndPort();
        int colon = hostAndPort.lastIndexOf(':');
        span.setAttribute("server.address", hostAndPort.substring(0, colon))
                .setAttribute("server.port", Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    /** Returns the request with the header of the span's context, if receivers are to get it. */
    OutboundRequest prepare(OutboundRequest request, Span span) {
        if (!sent) {
            return request;
        }
        List<Header> headers = new ArrayList<>(request.headers());
        TraceContext.fields(span).forEach((name, value) -> headers.add(new Header(name, value)));
        return request.withHeaders(headers);
    }

    static void end(Span span, DeliveryResult result) {
        if (result instanceof DeliveryResult.Response response) {
            span.setAttribute("http.response.status_code", response.status());
            if (response.status() >= 400) {
                span.setStatus(StatusCode.ERROR).setAttribute("error.type", String.valueOf(response.status()));
            }
        } else if (result instanceof DeliveryResult.NoResponse failure) {
            span.setStatus(StatusCode.ERROR)
                    .setAttribute("error.type", failure.code().code());
        }
        span.end();
    }
}
