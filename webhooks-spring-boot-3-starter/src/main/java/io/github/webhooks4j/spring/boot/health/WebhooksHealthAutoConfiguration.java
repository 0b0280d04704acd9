package io.github.webhooks4j.spring.boot.health;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.spring.boot.WebhooksAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Registers the health of the engine in an application with Spring Boot's actuator. */
@AutoConfiguration(after = WebhooksAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(WebhookEngine.class)
public class WebhooksHealthAutoConfiguration {
    /** Creates the configuration; Spring Boot does. */
    public WebhooksHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnEnabledHealthIndicator("webhooks")
    @ConditionalOnMissingBean(name = "webhooksHealthIndicator")
    WebhooksHealthIndicator webhooksHealthIndicator(WebhookEngine engine) {
        return new WebhooksHealthIndicator(engine);
    }
}
