package io.github.webhooks4j.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.spring.boot.WebhooksAutoConfiguration;
import io.github.webhooks4j.spring.boot.WebhooksMetricsAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the actuator shows of an engine in a context of Spring Boot. */
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
                        WebhooksActuatorAutoConfiguration.class))
                .withPropertyValues(
                        "webhooks.store.file=" + directory.resolve("webhooks.db"),
                        "management.endpoints.web.exposure.include=webhooks",
                        "management.endpoints.jmx.exposure.include=webhooks");
    }

    @Test
    void is_up_while_the_engine_delivers() {
        runner.run(context -> {
            var health = context.getBean(WebhooksHealthIndicator.class).health();

            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("phase", "delivering")
                    .containsKeys("node", "oldestDueSeconds");
        });
    }

    @Test
    void is_out_of_service_while_the_node_does_not_deliver() {
        runner.withPropertyValues("webhooks.delivery.enabled=false").run(context -> {
            var health = context.getBean(WebhooksHealthIndicator.class).health();

            assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(health.getDetails()).containsEntry("phase", "open");
        });
    }

    @Test
    void has_no_indicator_if_it_is_disabled() {
        runner.withPropertyValues("management.health.webhooks.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(WebhooksHealthIndicator.class));
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
