package io.github.webhooks4j.spring.boot.catalog;

import static io.github.webhooks4j.spring.boot.PropertySetter.convert;

import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.openapi.ApiInfo;
import io.github.webhooks4j.openapi.OpenApi;
import io.github.webhooks4j.spring.boot.WebhooksAutoConfiguration;
import io.github.webhooks4j.spring.boot.WebhooksConfigurationException;
import io.github.webhooks4j.spring.boot.WebhooksProperties;
import io.github.webhooks4j.spring.boot.WebhooksProperties.OpenApiProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Mounts the OpenAPI document of the event catalogue in a servlet application that asks for it. */
@AutoConfiguration(after = WebhooksAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(WebhookEngine.class)
@ConditionalOnProperty(prefix = "webhooks.openapi", name = "enabled")
public class WebhooksOpenApiAutoConfiguration {
    /** Creates the configuration; Spring Boot does. */
    public WebhooksOpenApiAutoConfiguration() {}

    @Bean
    ServletRegistrationBean<OpenApiServlet> webhooksOpenApi(
            WebhookEngine engine, WebhooksProperties properties, Environment environment) {
        OpenApiProperties openapi = properties.openapi();
        EventCatalog catalog = engine.catalog()
                .orElseThrow(() -> new WebhooksConfigurationException(
                        "webhooks.openapi.enabled is true, but there is no bean of type EventCatalog.",
                        "Define one with the types of events that the application publishes."));
        String title = openapi.title() == null
                ? environment.getProperty("spring.application.name", "Webhooks")
                : openapi.title();
        OpenApi document =
                OpenApi.of(catalog, convert("webhooks.openapi", title, text -> new ApiInfo(text, openapi.version())));
        String json = (properties.callbackBase() == null ? document : document.withCallbacks()).toJson();
        var registration = new ServletRegistrationBean<>(new OpenApiServlet(json), openapi.path());
        registration.setName("webhooksOpenApi");
        return registration;
    }
}
