package io.github.webhooks4j.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.spring.boot.WebhooksAutoConfiguration;
import io.github.webhooks4j.spring.boot.WebhooksMetricsAutoConfiguration;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the actuator shows of an engine, and what it steers. */
class WebhooksActuatorTest {
    @TempDir
    private Path directory;

    private ApplicationContextRunner runner = new ApplicationContextRunner();

    @BeforeEach
    void configure() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        WebhooksAutoConfiguration.class,
                        WebhooksMetricsAutoConfiguration.class,
                        WebhooksEndpointAutoConfiguration.class))
                .withPropertyValues(
                        "webhooks.store.file=" + directory.resolve("webhooks.db"),
                        "management.endpoints.web.exposure.include=webhooks",
                        "management.endpoints.jmx.exposure.include=webhooks");
    }

    @Test
    void is_up_while_the_engine_delivers() {
        runner.run(context -> {
            NodeHealth health = NodeHealth.of(context.getBean(WebhookEngine.class));

            assertThat(health.status()).isEqualTo("UP");
            assertThat(health.details())
                    .containsEntry("phase", "delivering")
                    .containsOnlyKeys("node", "phase", "oldestDueSeconds");
        });
    }

    @Test
    void is_out_of_service_while_the_node_does_not_deliver() {
        runner.withPropertyValues("webhooks.delivery.enabled=false").run(context -> {
            NodeHealth health = NodeHealth.of(context.getBean(WebhookEngine.class));

            assertThat(health.status()).isEqualTo("OUT_OF_SERVICE");
            assertThat(health.details()).containsEntry("phase", "open");
        });
    }

    @Test
    void is_down_with_the_problems_of_the_engine() {
        var store = new InMemoryStore();
        runner.withBean(InMemoryStore.class, () -> store).run(context -> {
            WebhookEngine engine = context.getBean(WebhookEngine.class);
            store.close();
            Awaitility.await().until(() -> !engine.health().problems().isEmpty());

            NodeHealth health = NodeHealth.of(engine);

            assertThat(health.status()).isEqualTo("DOWN");
            assertThat(health.details()).containsKey("problems");
        });
    }

    @Test
    void stops_and_starts_the_deliveries_of_the_node() {
        runner.run(context -> {
            WebhooksEndpoint endpoint = context.getBean(WebhooksEndpoint.class);

            assertThat(endpoint.node().delivering()).isTrue();
            assertThat(endpoint.deliver(false).delivering()).isFalse();
            assertThat(endpoint.deliver(true).delivering()).isTrue();
            assertThat(endpoint.node().problems()).isEmpty();
        });
    }

    /** Without it no application starts that exposes the endpoint over HTTP. */
    @Test
    void has_the_name_of_its_operations_parameter_in_the_class() throws Exception {
        assertThat(WebhooksEndpoint.class
                        .getMethod("deliver", boolean.class)
                        .getParameters()[0]
                        .isNamePresent())
                .isTrue();
    }

    @Test
    void registers_the_meters_of_the_engine() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            context.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(registry));

            context.getBean(WebhookEngine.class)
                    .publish(Event.builder("order.placed")
                            .topic("acme/app")
                            .id("e-1")
                            .body(Map.of("order", 1))
                            .build());

            assertThat(registry.get("webhooks.publish")
                            .tag("result", "accepted")
                            .timer()
                            .totalTime(java.util.concurrent.TimeUnit.NANOSECONDS))
                    .isPositive();
            assertThat(registry.get("webhooks.chains.discrepancy").gauge().value())
                    .isZero();
        });
    }
}
