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
import io.github.webhooks4j.spring.boot.internal.transport.TransportSettings;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.ssl.SslBundles;
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
    private static final Logger LOG = LoggerFactory.getLogger(WebhooksAutoConfiguration.class);

    /** Creates the configuration; Spring Boot does. */
    public WebhooksAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(Transport.class)
    OkHttpTransport webhooksTransport(
            WebhooksProperties properties,
            ObjectProvider<SslBundles> bundles,
            ObjectProvider<OkHttpTransportCustomizer> customizers) {
        OkHttpTransport.Builder builder =
                TransportSettings.apply(properties.transport(), bundles, OkHttpTransport.builder());
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
        String name = properties.name();
        PropertySetter.set(
                "webhooks.name",
                name == null ? environment.getProperty("spring.application.name") : name,
                builder::name);
        EngineSettings.apply(properties, builder);
        listeners.orderedStream().forEach(builder::addListener);
        metrics.ifUnique(builder::metrics);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    @Bean
    @ConditionalOnProperty(prefix = "webhooks.delivery", name = "enabled", matchIfMissing = true)
    WebhooksLifecycle webhooksLifecycle(WebhookEngine engine, WebhooksProperties properties, Environment environment) {
        WebhooksProperties.Delivery delivery = properties.delivery();
        Duration phase = DurationStyle.detectAndParse(
                environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", "30s"));
        if (delivery.shutdownGrace().compareTo(phase) >= 0) {
            LOG.warn(
                    "webhooks.delivery.shutdown-grace should be less than spring.lifecycle.timeout-per-shutdown-phase, which "
                            + "is {}, was {}: the application may stop before attempts in flight have ended",
                    phase,
                    delivery.shutdownGrace());
        }
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
}
