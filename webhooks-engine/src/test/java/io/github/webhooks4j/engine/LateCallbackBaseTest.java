package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.BASE;
import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A callback base that the application knows only after its server listens. */
class LateCallbackBaseTest {
    private static final String SINCE = "callbackBase is not known since 2026-01-01T00:00:00Z: ";
    private static final String WHAT_TO_DO =
            "; nothing is delivered until the supplier returns the URL below which callbacks are received";

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicReference<@Nullable URI> base = new AtomicReference<>();
    private @Nullable ManualEngine manual;

    @AfterEach
    void close() {
        if (manual != null) {
            manual.close();
        }
    }

    @Test
    void is_asked_for_when_a_delivery_needs_it_and_then_stays() {
        base.set(BASE);
        WebhookEngine engine = start(base::get);
        engine.webhooks().create(EngineFixture.draft(CI).build());
        publish("e-1");
        assertThat(calls).hasValue(0);

        advance(Duration.ZERO);
        base.set(URI.create("https://elsewhere.example"));
        publish("e-2");
        advance(Duration.ofHours(1));

        assertThat(calls).hasValue(1);
        assertThat(transport.requests(CI))
                .hasSize(2)
                .allMatch(
                        request -> request.text().startsWith("{\"callback_url\":\"https://hub.example/callbacks/chn_"));
    }

    @Test
    void delays_deliveries_while_it_is_null_without_attempts() {
        WebhookEngine engine = start(base::get);
        engine.webhooks().create(EngineFixture.draft(CI).build());
        ChainId chain = publish("e-1");
        advance(Duration.ofHours(1));
        assertThat(transport.requests()).isEmpty();
        assertThat(engine.history().chain(chain).orElseThrow().steps().get(0).attempts())
                .isEmpty();
        assertThat(store.failing()).isEmpty();

        base.set(BASE);
        advance(Duration.ofSeconds(2));

        assertThat(transport.requests(CI)).singleElement().satisfies(request -> {
            assertThat(request.text()).startsWith("{\"callback_url\":\"" + BASE + "/" + chain + ".0.");
            assertThat(request.header("webhook-attempt")).contains("1");
        });
        assertThat(engine.chainCounts().complete()).isEqualTo(1);
        assertThat(engine.health().problems()).isEmpty();
    }

    @Test
    void is_asked_for_once_a_second_whatever_waits() {
        WebhookEngine engine = start(base::get);
        engine.webhooks().create(EngineFixture.draft(CI).build());
        engine.webhooks().create(EngineFixture.draft(DEPLOY).build());
        for (int number = 1; number <= 50; number++) {
            publish("e-" + number);
        }

        advance(Duration.ofSeconds(10));

        assertThat(calls).hasValueBetween(10, 11);
    }

    @Test
    void is_reported_as_a_problem_while_it_is_null() {
        assertThat(problemOf(base::get)).isEqualTo(SINCE + "the supplier returned null" + WHAT_TO_DO);
    }

    @Test
    void is_reported_as_a_problem_while_its_supplier_throws() {
        assertThat(problemOf(() -> {
                    throw new IllegalArgumentException("a message of the application with a password");
                }))
                .isEqualTo(SINCE + "the supplier threw java.lang.IllegalArgumentException" + WHAT_TO_DO);
    }

    @Test
    void is_reported_as_a_problem_while_its_port_is_0() {
        assertThat(problemOf(() -> URI.create("http://127.0.0.1:0/callbacks")))
                .isEqualTo(SINCE + "callbackBase must have a port that receivers can reach, was "
                        + "http://127.0.0.1:0/callbacks; leave the port out for the scheme's own" + WHAT_TO_DO);
    }

    @Test
    void is_reported_as_a_problem_while_it_is_no_web_url() {
        assertThat(problemOf(() -> URI.create("/callbacks")))
                .isEqualTo(SINCE + "callbackBase must be an absolute http or https URL without query and fragment, "
                        + "was /callbacks" + WHAT_TO_DO);
    }

    @Test
    void is_reported_as_a_problem_while_its_supplier_fails_with_an_error() {
        assertThat(problemOf(() -> {
                    throw new NoClassDefFoundError("a message of the application with a password");
                }))
                .isEqualTo(SINCE + "the supplier threw java.lang.NoClassDefFoundError" + WHAT_TO_DO);
    }

    @Test
    void is_shown_without_its_user_info_and_query() {
        assertThat(problemOf(() -> URI.create("http://user:s3cret@hub.example/callbacks?token=s3cret")))
                .isEqualTo(SINCE + "callbackBase must be an absolute http or https URL without query and fragment, "
                        + "was http://hub.example/callbacks?…" + WHAT_TO_DO);
    }

    @Test
    void is_no_problem_before_a_delivery_needs_it() {
        WebhookEngine engine = start(base::get);
        advance(Duration.ofMinutes(5));

        assertThat(engine.health().problems()).isEmpty();
        assertThat(calls).hasValue(0);
    }

    @Test
    void allows_webhooks_whose_receivers_call_back() {
        WebhookEngine engine = start(base::get);

        assertThat(engine.webhooks()
                        .create(EngineFixture.draft(CI, DEPLOY).build())
                        .settings()
                        .destinations())
                .hasSize(2);
        assertThat(engine.callbacks()
                        .handle("POST", "/callbacks/x.0.y", new byte[0])
                        .status())
                .isEqualTo(404);
    }

    @Test
    void leaves_deliveries_to_a_node_that_knows_its_base() {
        WebhookEngine engine = start(base::get);
        engine.webhooks().create(EngineFixture.draft(CI).build());
        publish("e-1");
        advance(Duration.ofSeconds(5));
        assertThat(transport.requests()).isEmpty();

        var builder = WebhookEngine.builder(store, transport).clock(clock).callbackBase(BASE);
        try (ManualEngine other = ManualEngine.start(builder, clock::set, 1)) {
            for (int second = 0; second < 5; second++) {
                advance(Duration.ofSeconds(1));
                other.advance(Duration.ofSeconds(1));
            }
        }

        assertThat(transport.requests(CI)).hasSize(1);
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks may pass
    void must_be_a_url_or_a_supplier() {
        WebhookEngineBuilder builder = WebhookEngine.builder(store, transport);

        assertThatThrownBy(() -> builder.callbackBase((URI) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("callbackBase");
        assertThatThrownBy(() -> builder.callbackBase((Supplier<URI>) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("callbackBase");
    }

    private String problemOf(Supplier<@Nullable URI> supplier) {
        WebhookEngine engine = start(supplier);
        engine.webhooks().create(EngineFixture.draft(CI).build());
        publish("e-1");
        advance(Duration.ofMinutes(1));
        assertThat(transport.requests()).isEmpty();
        assertThat(engine.health().isHealthy()).isFalse();
        assertThat(engine.health().problems()).hasSize(1);
        return engine.health().problems().get(0).message();
    }

    private WebhookEngine start(Supplier<@Nullable URI> supplier) {
        var builder = WebhookEngine.builder(store, transport).clock(clock).callbackBase(() -> {
            calls.incrementAndGet();
            return supplier.get();
        });
        manual = ManualEngine.start(builder, clock::set);
        return manual.engine();
    }

    private void advance(Duration time) {
        if (manual != null) {
            manual.advance(time);
        }
    }

    private ChainId publish(String id) {
        if (manual == null) {
            throw new IllegalStateException("not started");
        }
        var event = new Event(
                new EventId(id),
                new Topic("acme/app"),
                null,
                "order.created",
                clock.instant(),
                EventBody.of("{\"order\":1}".getBytes(StandardCharsets.UTF_8)));
        return manual.engine().publish(event).chains().get(0);
    }
}
