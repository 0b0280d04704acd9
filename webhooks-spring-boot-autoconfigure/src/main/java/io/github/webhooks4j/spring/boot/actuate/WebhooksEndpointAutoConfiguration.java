package io.github.webhooks4j.spring.boot.actuate;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.spring.boot.WebhooksAutoConfiguration;
import io.github.webhooks4j.spring.boot.WebhooksProperties;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Registers the endpoint {@code webhooks} in an application with Spring Boot's actuator. */
@AutoConfiguration(after = WebhooksAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(WebhookEngine.class)
public class WebhooksEndpointAutoConfiguration {
    /** Creates the configuration; Spring Boot does. */
    public WebhooksEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnMissingBean
    WebhooksEndpoint webhooksEndpoint(WebhookEngine engine, WebhooksProperties properties) {
        return new WebhooksEndpoint(engine, properties.delivery().shutdownGrace());
    }
}
