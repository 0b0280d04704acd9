package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.DisablePolicy;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the options of failing destinations, secrets and closing do. */
class EngineOptionsTest {
    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore();
    private final ScriptedTransport transport = new ScriptedTransport();
    private @Nullable ManualEngine manual;

    @AfterEach
    void close() {
        if (manual != null) {
            manual.close();
        }
    }

    @Test
    void a_circuit_opens_after_as_many_failures_as_were_set() {
        ManualEngine engine = start(options -> options.circuitFailures(1).circuitProbeInterval(Duration.ofHours(1)));
        transport.on(CI).respond(503);
        create(engine);
        publish(engine);

        engine.advance(Duration.ofMinutes(59));
        assertThat(transport.requests(CI)).hasSize(1);
        engine.advance(Duration.ofMinutes(2));

        assertThat(transport.requests(CI)).hasSize(2);
    }

    @Test
    void a_webhook_is_disabled_after_the_time_and_attempts_that_were_set() {
        ManualEngine engine =
                start(options -> options.disabling(DisablePolicy.DEFAULT.whenFailing(Duration.ofHours(1), 2)));
        transport.on(CI).respond(503);
        Webhook webhook = create(engine);
        publish(engine);

        engine.advance(Duration.ofMinutes(50));
        assertThat(status(engine, webhook)).isEqualTo(WebhookStatus.ENABLED);
        engine.advance(Duration.ofHours(3));

        assertThat(status(engine, webhook)).isEqualTo(WebhookStatus.DISABLED_FAILING);
    }

    @Test
    void a_webhook_stays_enabled_that_is_never_disabled_for_failing() {
        ManualEngine engine = start(options -> options.disabling(DisablePolicy.DEFAULT.neverForFailing()));
        transport.on(CI).respond(503);
        Webhook webhook = create(engine);
        for (int day = 0; day < 8; day++) {
            engine.engine().publish(event("e-" + day));
            engine.advance(Duration.ofDays(1));
        }

        assertThat(transport.requests(CI)).hasSizeGreaterThan(12);
        assertThat(status(engine, webhook)).isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void a_destination_that_is_gone_ends_the_delivery_only_if_that_was_set() {
        ManualEngine engine = start(options -> options.disabling(DisablePolicy.NEVER));
        transport.on(CI).respond(410);
        Webhook webhook = create(engine);
        ChainId chain = publish(engine);

        engine.runUntilIdle();

        assertThat(status(engine, webhook)).isEqualTo(WebhookStatus.ENABLED);
        assertThat(engine.engine().history().chain(chain).orElseThrow().state().code())
                .isEqualTo("interrupted");
    }

    @Test
    void a_former_secret_signs_as_long_as_was_set() {
        ManualEngine engine = start(options -> options.secretOverlap(Duration.ofDays(30)));
        Webhook webhook = create(engine);

        Webhook rotated = engine.engine().webhooks().rotateSecret(webhook.id());

        assertThat(rotated.secrets()).hasSize(2);
        assertThat(rotated.secrets().get(1).expiresAt())
                .isEqualTo(clock.instant().plus(Duration.ofDays(30)));
    }

    @Test
    void a_former_secret_signs_no_more_without_overlap() {
        ManualEngine engine = start(options -> options.secretOverlap(Duration.ZERO));
        Webhook webhook = create(engine);

        Webhook rotated = engine.engine().webhooks().rotateSecret(webhook.id());

        assertThat(rotated.secrets()).hasSize(1);
        assertThat(rotated.secret()).isNotEqualTo(webhook.secret());
    }

    @Test
    void closing_aborts_at_once_what_is_in_flight_without_grace() {
        var hub = new EngineFixture(options -> options.shutdownGrace(Duration.ZERO));
        hub.transport.on(CI).hang();
        hub.create(CI);
        ChainId chain = hub.publish("push-1");
        hub.request(CI, 1);
        long start = System.nanoTime();

        hub.engine.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
        assertThat(hub.state(chain).code()).isEqualTo("delivering");
        hub.transport.release();
    }

    private ManualEngine start(UnaryOperator<WebhookEngineBuilder> options) {
        var builder = options.apply(WebhookEngine.builder(store, transport).clock(clock));
        ManualEngine started = ManualEngine.start(builder, clock::set);
        manual = started;
        return started;
    }

    private static Webhook create(ManualEngine engine) {
        return engine.engine().webhooks().create(EngineFixture.draft(CI).build());
    }

    private static WebhookStatus status(ManualEngine engine, Webhook webhook) {
        return engine.engine().webhooks().get(webhook.id()).orElseThrow().status();
    }

    private ChainId publish(ManualEngine engine) {
        return engine.engine().publish(event("e-1")).chains().get(0);
    }

    private Event event(String id) {
        return new Event(
                new EventId(id),
                new Topic("acme/app"),
                null,
                "order.created",
                clock.instant(),
                EventBody.of("{\"order\":1}".getBytes(StandardCharsets.UTF_8)));
    }
}
