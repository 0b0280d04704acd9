package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.metrics.EngineMetrics;
import io.github.webhooks4j.micrometer.HealthMeters;
import io.github.webhooks4j.micrometer.WebhookMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Registers the meters of the engine, if the application has a registry of Micrometer. */
@AutoConfiguration(
        after = WebhooksAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass({MeterRegistry.class, WebhookMeters.class})
@ConditionalOnBean({MeterRegistry.class, WebhookEngine.class})
@ConditionalOnProperty(prefix = "webhooks.metrics", name = "enabled", matchIfMissing = true)
public class WebhooksMetricsAutoConfiguration {
    /** Creates the configuration; Spring Boot does. */
    public WebhooksMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(EngineMetrics.class)
    WebhookMeters webhookMeters(MeterRegistry registry) {
        return WebhookMeters.of(registry);
    }

    @Bean
    MeterBinder webhookHealthMeters(WebhookEngine engine) {
        return registry -> HealthMeters.bind(registry, engine::health);
    }
}
