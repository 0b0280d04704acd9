package io.github.webhooks4j.spring.boot.receiver;

import io.github.webhooks4j.spring.boot.WebhooksProperties;
import io.github.webhooks4j.spring.receiver.DeliveryRefusals;
import io.github.webhooks4j.spring.receiver.ReceptionListener;
import io.github.webhooks4j.spring.receiver.VerifiedWebhookMvcResolver;
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
import org.springframework.core.MethodParameter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
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
    WebhookReceivers webhookReceivers(WebhooksProperties properties, ObjectProvider<ReceptionListener> listeners) {
        return ConfiguredReceivers.of(properties.receivers())
                .withListeners(listeners.orderedStream().toList());
    }

    @Bean
    @ConditionalOnMissingBean
    DeliveryRefusals webhookDeliveryRefusals() {
        return new DeliveryRefusals();
    }

    /** For Spring MVC. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(name = "org.springframework.web.servlet.config.annotation.WebMvcConfigurer")
    static class Mvc {
        @Bean
        @ConditionalOnClass(name = "io.github.webhooks4j.servlet.ServletReceiver")
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
                WebhookReceivers receivers,
                ObjectProvider<RequestMappingHandlerMapping> mappings,
                ObjectProvider<RequestMappingHandlerAdapter> adapters) {
            var marked = new MarkedHandlers(
                    receivers,
                    parameter -> adapters.stream().allMatch(adapter -> isVerified(parameter, adapter)),
                    "Let a WebMvcConfigurer take the place of WebMvcConfigurationSupport, add webhooks-servlet to the class "
                            + "path, and let the argument have no other annotation of Spring Web.");
            return () -> mappings.forEach(
                    mapping -> marked.check(mapping.getHandlerMethods().values()));
        }

        /** Returns whether the first resolver that supports the argument, which is the one that Spring uses, verifies it. */
        private static boolean isVerified(MethodParameter parameter, RequestMappingHandlerAdapter adapter) {
            List<HandlerMethodArgumentResolver> resolvers = adapter.getArgumentResolvers();
            return resolvers != null
                    && resolvers.stream()
                            .filter(resolver -> resolver.supportsParameter(parameter))
                            .findFirst()
                            .filter(VerifiedWebhookMvcResolver.class::isInstance)
                            .isPresent();
        }
    }

    /** For Spring WebFlux. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnClass(name = "org.springframework.web.reactive.config.WebFluxConfigurer")
    static class WebFlux {
        @Bean
        WebFluxReceivers webhookReceiversWebFlux(WebhookReceivers receivers) {
            return new WebFluxReceivers(receivers);
        }

        @Bean
        SmartInitializingSingleton webhookReceiversCheck(
                WebhookReceivers receivers,
                WebFluxReceivers configurer,
                ObjectProvider<org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping>
                        mappings,
                ObjectProvider<org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter>
                        adapters) {
            var marked = new MarkedHandlers(
                    receivers,
                    configurer::isVerified,
                    "Let a WebFluxConfigurer take the place of WebFluxConfigurationSupport, and let the argument have no "
                            + "other annotation of Spring Web.");
            return () -> {
                // Spring calls the configurer when it creates an adapter, which may be lazy.
                adapters.forEach(adapter -> {});
                mappings.forEach(
                        mapping -> marked.check(mapping.getHandlerMethods().values()));
            };
        }
    }
}
