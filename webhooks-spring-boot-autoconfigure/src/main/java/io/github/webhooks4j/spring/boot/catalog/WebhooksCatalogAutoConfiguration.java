package io.github.webhooks4j.spring.boot.catalog;

import io.github.webhooks4j.catalog.CatalogAction;
import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventValidator;
import io.github.webhooks4j.schema.SchemaValidator;
import io.github.webhooks4j.spring.boot.WebhookEngineCustomizer;
import io.github.webhooks4j.spring.boot.WebhooksAutoConfiguration;
import io.github.webhooks4j.spring.boot.WebhooksConfigurationException;
import io.github.webhooks4j.spring.boot.WebhooksProperties;
import io.github.webhooks4j.spring.boot.WebhooksProperties.EventCatalogProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Gives the engine the application's bean of type {@code EventCatalog}, and checks events against it. */
@AutoConfiguration(before = WebhooksAutoConfiguration.class)
@ConditionalOnProperty(prefix = "webhooks", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(WebhooksProperties.class)
public class WebhooksCatalogAutoConfiguration {
    /** Creates the configuration; Spring Boot does. */
    public WebhooksCatalogAutoConfiguration() {}

    /** Before the customizers of the application, which may set another catalogue. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WebhookEngineCustomizer webhookCatalogCustomizer(
            ObjectProvider<EventCatalog> catalogs,
            ObjectProvider<EventValidator> validators,
            WebhooksProperties properties) {
        EventCatalogProperties wanted = properties.eventCatalog();
        EventCatalog catalog = catalogs.getIfAvailable();
        if (catalog == null) {
            if (wanted.unknownTypes() != null || wanted.invalidBodies() != null) {
                throw new WebhooksConfigurationException(
                        "Properties below webhooks.event-catalog are set, but there is no bean of type EventCatalog.",
                        "Define one with the types of events that the application publishes.");
            }
            return builder -> {};
        }
        boolean accepts = wanted.invalidBodies() == CatalogAction.ACCEPT;
        CatalogPolicy policy = policy(wanted, accepts ? null : validators.getIfAvailable());
        return builder -> builder.catalog(catalog, policy);
    }

    private static CatalogPolicy policy(EventCatalogProperties wanted, @Nullable EventValidator validator) {
        CatalogPolicy policy = CatalogPolicy.unknownTypes(
                wanted.unknownTypes() == null ? CatalogAction.ACCEPT : wanted.unknownTypes());
        CatalogAction invalidBodies = wanted.invalidBodies();
        if (validator == null && invalidBodies != null && invalidBodies != CatalogAction.ACCEPT) {
            throw new WebhooksConfigurationException(
                    "webhooks.event-catalog.invalid-bodies is set, but nothing checks bodies.",
                    "Add the dependency io.github.webhooks4j:webhooks-schema, or define a bean of type EventValidator.");
        }
        return validator == null
                ? policy
                : policy.validating(validator, invalidBodies == null ? CatalogAction.REJECT : invalidBodies);
    }

    /** Checks bodies against the schemas of the catalogue; lazily, since nothing does if invalid bodies are accepted. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SchemaValidator.class)
    static class Schemas {
        @Bean
        @Lazy
        @ConditionalOnBean(EventCatalog.class)
        @ConditionalOnMissingBean
        EventValidator webhookSchemaValidator(EventCatalog catalog) {
            try {
                return SchemaValidator.of(catalog);
            } catch (IllegalArgumentException e) {
                throw new WebhooksConfigurationException(
                        "The bean of type EventCatalog is wrong: " + e.getMessage() + ".",
                        "Correct the schema, or define a bean of type EventValidator that takes its place.");
            }
        }
    }
}
