package io.github.webhooks4j.opentelemetry;

import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventAttributes;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.publish.Publisher;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records a span for each call, and attaches its context to the events. As thread-safe as the publisher behind it. */
final class TracedPublisher implements Publisher {
    private final Publisher publisher;
    private final Tracer tracer;

    TracedPublisher(Publisher publisher, Tracer tracer) {
        this.publisher = publisher;
        this.tracer = tracer;
    }

    @Override
    public PublishResult publish(Event event) {
        Span span = start(List.of(event));
        return inSpan(span, () -> publisher.publish(withContext(event, span)));
    }

    @Override
    public List<PublishResult> publish(List<Event> events) {
        Span span = start(events);
        return inSpan(span, () -> publisher.publish(withContext(events, span)));
    }

    @Override
    public CompletableFuture<PublishResult> publishAsync(Event event) {
        Span span = start(List.of(event));
        return endWith(span, () -> publisher.publishAsync(withContext(event, span)));
    }

    @Override
    public CompletableFuture<List<PublishResult>> publishAsync(List<Event> events) {
        Span span = start(events);
        return endWith(span, () -> publisher.publishAsync(withContext(events, span)));
    }

    private Span start(List<Event> events) {
        Event first = events.isEmpty() ? null : events.get(0);
        var builder = tracer.spanBuilder(first == null ? "publish" : "publish " + first.type())
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("messaging.system", "webhooks")
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.operation.name", "publish");
        if (first != null && events.size() == 1) {
            builder.setAttribute("messaging.destination.name", first.type())
                    .setAttribute("messaging.message.id", first.id().value());
        } else {
            builder.setAttribute("messaging.batch.message_count", events.size());
        }
        return builder.startSpan();
    }

    private static <T> T inSpan(Span span, Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            fail(span, e);
            throw e;
        } finally {
            span.end();
        }
    }

    private static <T> CompletableFuture<T> endWith(Span span, Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> result;
        try {
            result = call.get();
        } catch (RuntimeException | Error e) {
            fail(span, e);
            span.end();
            throw e;
        }
        return result.whenComplete((value, failure) -> {
            fail(span, failure);
            span.end();
        });
    }

    private static void fail(Span span, @Nullable Throwable failure) {
        if (failure != null) {
            Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : failure;
            span.setStatus(StatusCode.ERROR)
                    .setAttribute("error.type", cause.getClass().getName());
        }
    }

    private static List<Event> withContext(List<Event> events, Span span) {
        var traced = new ArrayList<Event>(events.size());
        events.forEach(event -> traced.add(withContext(event, span)));
        return traced;
    }

    private static Event withContext(Event event, Span span) {
        Map<String, String> fields = TraceContext.fields(span);
        Map<String, String> before = event.attributes().values();
        if (fields.isEmpty() || before.containsKey(TraceContext.PARENT)) {
            return event;
        }
        Event traced = with(event, fields);
        if (traced != null) {
            return traced;
        }
        Event withoutState = with(event, Map.of(TraceContext.PARENT, fields.get(TraceContext.PARENT)));
        return withoutState == null ? event : withoutState;
    }

    /** Returns null if there is no room for the fields. */
    private static @Nullable Event with(Event event, Map<String, String> fields) {
        var values = new TreeMap<>(event.attributes().values());
        values.putAll(fields);
        int bytes = event.attributes().length();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            bytes += field.getKey().length() + field.getValue().length();
        }
        return values.size() > EventAttributes.MAX_ENTRIES || bytes > EventAttributes.MAX_BYTES
                ? null
                : event.withAttributes(new EventAttributes(values));
    }
}
