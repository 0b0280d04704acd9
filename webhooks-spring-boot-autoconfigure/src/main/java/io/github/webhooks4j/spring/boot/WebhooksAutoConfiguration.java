package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.engine.Chains;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.WebhookEngineBuilder;
import io.github.webhooks4j.engine.Webhooks;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.engine.metrics.EngineMetrics;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.spring.WebhookPublisher;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Configures an engine: its store, its transport, a publisher that joins transactions, and when it delivers. Every bean gives way to one of
 * the application's of the same type.
 */
@AutoConfiguration(
        // The names of Spring Boot 4 and of 3.5.
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration"
        })
@ConditionalOnProperty(prefix = "webhooks", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(WebhooksProperties.class)
@Import(WebhooksStoreConfiguration.class)
public class WebhooksAutoConfiguration {
    /** Creates the configuration; Spring Boot does. */
    public WebhooksAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(Transport.class)
    OkHttpTransport webhooksTransport(
            WebhooksProperties properties, ObjectProvider<OkHttpTransportCustomizer> customizers) {
        OkHttpTransport.Builder builder = TransportSettings.apply(properties.transport(), OkHttpTransport.builder());
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    WebhookEngine webhookEngine(
            Store store,
            Transport transport,
            WebhooksProperties properties,
            Environment environment,
            ObjectProvider<EngineListener> listeners,
            ObjectProvider<EngineMetrics> metrics,
            ObjectProvider<WebhookEngineCustomizer> customizers) {
        WebhookEngineBuilder builder = WebhookEngine.builder(store, transport);
        String name =
                properties.name() == null ? environment.getProperty("spring.application.name") : properties.name();
        ifSet(name, builder::name);
        ifSet(properties.callbackBase(), builder::callbackBase);
        ifSet(properties.retention(), builder::retention);
        ifSet(properties.publishTimeout(), builder::publishTimeout);
        ifSet(properties.secretOverlap(), builder::secretOverlap);
        ifSet(properties.userAgent(), builder::userAgent);
        WebhooksProperties.Delivery delivery = properties.delivery();
        ifSet(delivery.maxInFlight(), builder::maxInFlight);
        ifSet(delivery.maxInFlightPerDestination(), builder::maxInFlightPerDestination);
        ifSet(delivery.attemptTimeout(), builder::attemptTimeout);
        ifSet(delivery.pollInterval(), builder::pollInterval);
        ifSet(delivery.leaseTerm(), builder::leaseTerm);
        Duration grace = delivery.shutdownGrace();
        builder.shutdownGrace(grace);
        listeners.orderedStream().forEach(builder::addListener);
        metrics.ifUnique(builder::metrics);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    private static <T> void ifSet(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    @Bean
    @ConditionalOnProperty(prefix = "webhooks.delivery", name = "enabled", matchIfMissing = true)
    WebhooksLifecycle webhooksLifecycle(WebhookEngine engine, WebhooksProperties properties) {
        WebhooksProperties.Delivery delivery = properties.delivery();
        return new WebhooksLifecycle(engine, delivery.autoStartup(), delivery.shutdownGrace());
    }

    /** Otherwise {@code spring.main.lazy-initialization} would delay all deliveries until the application uses the engine. */
    @Bean
    static LazyInitializationExcludeFilter eagerWebhooks() {
        return LazyInitializationExcludeFilter.forBeanTypes(WebhookEngine.class, WebhooksLifecycle.class);
    }

    @Bean
    @ConditionalOnMissingBean
    Webhooks webhooks(WebhookEngine engine) {
        return engine.webhooks();
    }

    @Bean
    @ConditionalOnMissingBean
    Chains webhookChains(WebhookEngine engine) {
        return engine.chains();
    }

    @Bean
    @ConditionalOnMissingBean
    History webhookHistory(WebhookEngine engine) {
        return engine.history();
    }

    @Bean
    @ConditionalOnMissingBean
    WebhookPublisher webhookPublisher(WebhookEngine engine, PublisherTransactions transactions) {
        return transactions.publisher(engine);
    }
}
