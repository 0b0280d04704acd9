package io.github.webhooks4j.opentelemetry;

import io.github.webhooks4j.event.EventAttributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the context of a span as the headers of W3C Trace Context do, and reads it again. */
final class TraceContext {
    static final String PARENT = "traceparent";
    static final String STATE = "tracestate";
    /** Of what is longer receivers need not keep all (W3C Trace Context, 3.3.1.5). */
    private static final int MAX_STATE = 512;

    private static final TextMapGetter<EventAttributes> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(EventAttributes attributes) {
            return attributes.values().keySet();
        }

        @Override
        public @Nullable String get(@Nullable EventAttributes attributes, String key) {
            return attributes == null ? null : attributes.get(key).orElse(null);
        }
    };

    private TraceContext() {}

    /** Returns the fields of a span's context; none if the span is not valid. */
    static Map<String, String> fields(Span span) {
        var fields = new HashMap<String, String>();
        W3CTraceContextPropagator.getInstance()
                .inject(
                        Context.root().with(span),
                        fields,
                        (carrier, key, value) -> requireFields(carrier).put(key, value));
        if (fields.getOrDefault(STATE, "").length() > MAX_STATE) {
            fields.remove(STATE);
        }
        return fields;
    }

    private static Map<String, String> requireFields(@Nullable Map<String, String> carrier) {
        if (carrier == null) {
            throw new IllegalStateException("the propagator must pass the carrier that it was given");
        }
        return carrier;
    }

    /** Returns the context that attributes hold; an invalid one if they hold none. */
    static SpanContext read(EventAttributes attributes) {
        return Span.fromContext(W3CTraceContextPropagator.getInstance().extract(Context.root(), attributes, GETTER))
                .getSpanContext();
    }
}
