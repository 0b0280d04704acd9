package io.github.webhooks4j.spring.boot.receiver;

import io.github.webhooks4j.spring.boot.WebhooksProperties;
import io.github.webhooks4j.spring.receiver.DeliveryRefusals;
import io.github.webhooks4j.spring.receiver.VerifiedWebhookMvcResolver;
import io.github.webhooks4j.spring.receiver.VerifiedWebhookWebFluxResolver;
import io.github.webhooks4j.spring.receiver.WebhookReceivers;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Lets handlers of MVC and WebFlux take verified deliveries, whether the application has an engine or not. */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnClass(HandlerMethodArgumentResolver.class)
@EnableConfigurationProperties(WebhooksProperties.class)
public class WebhookReceiversAutoConfiguration {
    /** Creates the configuration; Spring Boot does. */
    public WebhookReceiversAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    WebhookReceivers webhookReceivers(WebhooksProperties properties) {
        return ConfiguredReceivers.of(properties.receivers());
    }

    @Bean
    @ConditionalOnMissingBean
    DeliveryRefusals webhookDeliveryRefusals() {
        return new DeliveryRefusals();
    }

    /** For Spring MVC. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(
            name = {
                "org.springframework.web.servlet.config.annotation.WebMvcConfigurer",
                "io.github.webhooks4j.servlet.ServletReceiver"
            })
    static class Mvc {
        @Bean
        WebMvcConfigurer webhookReceiversMvc(WebhookReceivers receivers) {
            return new WebMvcConfigurer() {
                @Override
                public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                    resolvers.add(new VerifiedWebhookMvcResolver(receivers));
                }
            };
        }

        @Bean
        SmartInitializingSingleton webhookReceiversCheck(
                WebhookReceivers receivers, ObjectProvider<RequestMappingHandlerMapping> mappings) {
            return () -> mappings.forEach(
                    mapping -> MarkedHandlers.check(mapping.getHandlerMethods().values(), receivers));
        }
    }

    /** For Spring WebFlux. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnClass(name = "org.springframework.web.reactive.config.WebFluxConfigurer")
    static class WebFlux {
        @Bean
        WebFluxConfigurer webhookReceiversWebFlux(WebhookReceivers receivers) {
            return new WebFluxConfigurer() {
                @Override
                public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
                    configurer.addCustomResolver(new VerifiedWebhookWebFluxResolver(receivers));
                }
            };
        }

        @Bean
        SmartInitializingSingleton webhookReceiversCheck(
                WebhookReceivers receivers,
                ObjectProvider<org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping>
                        mappings) {
            return () -> mappings.forEach(
                    mapping -> MarkedHandlers.check(mapping.getHandlerMethods().values(), receivers));
        }
    }
}
