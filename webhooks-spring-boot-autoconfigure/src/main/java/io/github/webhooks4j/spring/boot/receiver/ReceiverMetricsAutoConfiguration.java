package io.github.webhooks4j.spring.boot.receiver;

import io.github.webhooks4j.micrometer.ReceiverMeters;
import io.github.webhooks4j.spring.receiver.ReceptionListener;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Counts what receivers accept and refuse, if the application has a registry of Micrometer. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass({MeterRegistry.class, ReceiverMeters.class, ReceptionListener.class})
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnProperty(prefix = "webhooks.metrics", name = "enabled", matchIfMissing = true)
public class ReceiverMetricsAutoConfiguration {
    /** Creates the configuration; Spring Boot does. */
    public ReceiverMetricsAutoConfiguration() {}

    @Bean
    ReceptionListener webhookReceiverMeters(MeterRegistry registry) {
        return ReceiverMeters.of(registry)::count;
    }
}
