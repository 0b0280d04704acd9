package io.github.webhooks4j.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.ManualEngine;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.publish.Publisher;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The spans of a real engine, on one thread. */
class WebhookTracingTest {
    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private static final String CI = "https://ci.example:8443/hook/secret?token=secret";
    private static final String GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore().forNode(clock);
    private final ScriptedTransport transport = new ScriptedTransport();
    private WebhookTracing tracing = WebhookTracing.of(TELEMETRY.getOpenTelemetry());
    private ManualEngine manual = start();

    @AfterEach
    void close() {
        manual.close();
    }

    @Test
    void records_a_publish_as_a_child_of_the_caller() {
        Span caller = TELEMETRY
                .getOpenTelemetry()
                .getTracer("test")
                .spanBuilder("caller")
                .startSpan();
        Runnable call = () -> publish("e-1");
        Context.current().with(caller).wrap(call).run();
        caller.end();

        SpanData span = span("publish order.created");
        assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(span.getParentSpanId()).isEqualTo(caller.getSpanContext().getSpanId());
        assertThat(values(span.getAttributes()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "messaging.system", "webhooks",
                        "messaging.operation.type", "send",
                        "messaging.operation.name", "publish",
                        "messaging.destination.name", "order.created",
                        "messaging.message.id", "e-1"));
    }

    @Test
    void records_an_attempt_with_a_link_to_the_publish_and_no_path() {
        Webhook webhook = create();

        PublishResult result = publish("e-1");
        manual.runUntilIdle();

        SpanData publish = span("publish order.created");
        SpanData attempt = span("POST");
        String chain = result.chains().get(0).value();
        assertThat(attempt.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(attempt.getTraceId()).isNotEqualTo(publish.getTraceId());
        assertThat(attempt.getLinks())
                .extracting(LinkData::getSpanContext)
                .extracting(context -> context.getTraceId() + " " + context.getSpanId())
                .containsExactly(publish.getTraceId() + " " + publish.getSpanId());
        assertThat(values(attempt.getAttributes()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "http.request.method", "POST",
                        "http.response.status_code", "200",
                        "server.address", "ci.example",
                        "server.port", "8443",
                        "messaging.message.id", chain + "_0",
                        "webhooks.webhook.id", webhook.id().value(),
                        "webhooks.chain.id", chain,
                        "webhooks.step", "0"));
    }

    @Test
    void links_an_attempt_after_a_restart() {
        create();
        transport.on(CI).respond(503).respond(200);
        publish("e-1");
        manual.runUntilIdle();
        manual.close();

        manual = start();
        manual.advance(Duration.ofMinutes(5));

        List<SpanData> attempts = spans("POST");
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(1).getLinks()).hasSize(1);
        assertThat(attempts.get(1).getAttributes().get(AttributeKey.longKey("http.request.resend_count")))
                .isEqualTo(1);
    }

    @Test
    void continues_the_trace_of_the_publish_on_request() {
        restartWith(tracing.attempts(AttemptParent.CHILD));
        create();

        publish("e-1");
        manual.runUntilIdle();

        assertThat(span("POST").getParentSpanId())
                .isEqualTo(span("publish order.created").getSpanId());
        assertThat(span("POST").getLinks()).isEmpty();
    }

    @Test
    void records_a_status_that_is_an_error() {
        create();
        transport.on(CI).respond(503);

        publish("e-1");
        manual.runUntilIdle();

        assertThat(span("POST").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(values(span("POST").getAttributes())).containsEntry("error.type", "503");
    }

    @Test
    void records_a_failure_without_a_response() {
        create();
        transport.on(CI).fail(FailureCode.TIMED_OUT);

        publish("e-1");
        manual.runUntilIdle();

        assertThat(values(span("POST").getAttributes()))
                .containsEntry("error.type", "timed_out")
                .doesNotContainKey("http.response.status_code");
    }

    @Test
    void records_a_publish_that_fails() {
        publish("e-1");

        assertThatThrownBy(() -> publisher().publish(event("e-1", "another.type")))
                .isInstanceOf(EventConflictException.class);

        SpanData span = span("publish another.type");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(values(span.getAttributes()))
                .containsEntry("error.type", "io.github.webhooks4j.event.EventConflictException");
    }

    @Test
    void records_several_events_as_one_publish() {
        publisher().publish(List.of(event("e-1", "order.created"), event("e-2", "order.created")));

        assertThat(values(span("publish order.created").getAttributes()))
                .containsEntry("messaging.batch.message_count", "2")
                .doesNotContainKey("messaging.message.id");
    }

    @Test
    void ends_the_span_of_an_asynchronous_publish_with_its_result() {
        var result = publisher().publishAsync(event("e-1", "order.created"));
        manual.runUntilIdle();

        assertThat(result).succeedsWithin(Duration.ofSeconds(10));
        assertThat(span("publish order.created").hasEnded()).isTrue();
    }

    @Test
    void sends_receivers_nothing() {
        create();

        publish("e-1");
        manual.runUntilIdle();

        assertThat(headersSent()).doesNotContain("traceparent", "tracestate");
    }

    @Test
    void sends_receivers_the_context_of_the_attempt_on_request() {
        restartWith(tracing.sendTraceparent());
        create();

        publish("e-1");
        manual.runUntilIdle();

        SpanData attempt = span("POST");
        assertThat(transport.requests().get(0).header("traceparent").orElseThrow())
                .startsWith("00-" + attempt.getTraceId() + "-" + attempt.getSpanId() + "-");
    }

    @Test
    void keeps_a_context_that_the_event_has_already() {
        create();
        Event given = Event.builder("order.created")
                .topic("acme/app")
                .id("e-1")
                .attribute("traceparent", GIVEN)
                .body(Map.of("order", 1))
                .build();

        publisher().publish(given);
        manual.runUntilIdle();

        assertThat(span("POST").getLinks().get(0).getSpanContext().getSpanId()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    void publishes_an_event_that_has_no_room_for_the_context() {
        create();
        Event full = Event.builder("order.created")
                .topic("acme/app")
                .id("e-1")
                .attribute("note", "x".repeat(4_050))
                .body(Map.of("order", 1))
                .build();

        publisher().publish(full);
        manual.runUntilIdle();

        assertThat(span("POST").getLinks()).isEmpty();
    }

    private ManualEngine start() {
        return ManualEngine.start(
                WebhookEngine.builder(store, tracing.trace(transport)).clock(clock), clock::set);
    }

    private void restartWith(WebhookTracing other) {
        manual.close();
        tracing = other;
        manual = start();
    }

    private Publisher publisher() {
        return tracing.trace(manual.engine());
    }

    private PublishResult publish(String id) {
        return publisher().publish(event(id, "order.created"));
    }

    private Webhook create() {
        return manual.engine()
                .webhooks()
                .create(WebhookDraft.builder("CI", "acme/app", List.of(CI)).build());
    }

    private static Event event(String id, String type) {
        return Event.builder(type)
                .topic("acme/app")
                .id(id)
                .body(Map.of("order", 1))
                .build();
    }

    private List<String> headersSent() {
        return transport.requests().get(0).headers().stream().map(Header::name).toList();
    }

    private static SpanData span(String name) {
        List<SpanData> spans = spans(name);
        assertThat(spans).as(name).hasSize(1);
        return spans.get(0);
    }

    private static List<SpanData> spans(String name) {
        return TELEMETRY.getSpans().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static Map<String, String> values(Attributes attributes) {
        var values = new TreeMap<String, String>();
        attributes.forEach((key, value) -> values.put(key.getKey(), String.valueOf(value)));
        return values;
    }
}
