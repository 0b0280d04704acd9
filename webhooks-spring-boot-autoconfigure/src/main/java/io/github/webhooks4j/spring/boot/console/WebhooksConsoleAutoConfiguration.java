package io.github.webhooks4j.spring.boot.console;

import static io.github.webhooks4j.spring.boot.PropertySetter.convert;
import static io.github.webhooks4j.spring.boot.PropertySetter.set;

import io.github.webhooks4j.console.WebhookConsole;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.console.portal.PortalLinks;
import io.github.webhooks4j.console.portal.PortalLinksBuilder;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.servlet.ConsoleServlet;
import io.github.webhooks4j.spring.boot.WebhooksAutoConfiguration;
import io.github.webhooks4j.spring.boot.WebhooksConfigurationException;
import io.github.webhooks4j.spring.boot.WebhooksProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Mounts the console and the customers' page in a servlet application that asks for them. */
@AutoConfiguration(after = WebhooksAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({WebhookConsole.class, ConsoleServlet.class})
@ConditionalOnBean(WebhookEngine.class)
public class WebhooksConsoleAutoConfiguration {
    /** Creates the configuration; Spring Boot does. */
    public WebhooksConsoleAutoConfiguration() {}

    @Bean
    ConsoleServlets webhooksConsoleServlets(
            WebhookEngine engine, ObjectProvider<WebhookConsoleCustomizer> customizers) {
        return new ConsoleServlets(engine, customizers);
    }

    @Bean
    @ConditionalOnProperty(prefix = "webhooks.console", name = "enabled")
    ServletRegistrationBean<ConsoleServlet> webhooksConsole(
            ConsoleServlets servlets, WebhooksProperties properties, ObjectProvider<ConsoleGate> gates) {
        WebhooksProperties.Console console = properties.console();
        ConsoleGate gate = gates.getIfAvailable(() -> {
            throw new WebhooksConfigurationException(
                    "The console of webhooks has no gate: there is neither Spring Security nor a bean of type ConsoleGate.",
                    "Add spring-boot-starter-security, or define a bean of type ConsoleGate, such as "
                            + "ConsoleGate.loopbackOnly() for development.");
        });
        return servlets.at(
                console.path(),
                "webhooksConsole",
                gate,
                builder -> set("webhooks.console.public-base", console.publicBase(), builder::publicBase));
    }

    /** Admits the users of Spring Security. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.security.core.context.SecurityContextHolder")
    @ConditionalOnProperty(prefix = "webhooks.console", name = "enabled")
    static class Security {
        @Bean
        @ConditionalOnMissingBean(ConsoleGate.class)
        ConsoleGate webhooksConsoleGate(WebhooksProperties properties) {
            return new SpringSecurityGate(properties.console());
        }
    }

    /** The customers' page. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(prefix = "webhooks.portal", name = "enabled")
    static class Portal {
        @Bean
        @ConditionalOnMissingBean
        PortalLinks webhooksPortalLinks(WebhookEngine engine, WebhooksProperties properties) {
            WebhooksProperties.Portal portal = properties.portal();
            if (portal.base() == null) {
                throw new WebhooksConfigurationException(
                        "webhooks.portal.enabled is true, but webhooks.portal.base is not set.",
                        "Set webhooks.portal.base to the URL that browsers use, which ends with " + portal.path()
                                + ": an https URL, or http on this machine.");
            }
            PortalLinksBuilder links =
                    convert("webhooks.portal.base", portal.base(), base -> PortalLinks.builder(engine, base));
            set("webhooks.portal.session", portal.session(), links::sessions);
            set("webhooks.portal.refresh-url", portal.refreshUrl(), links::refreshUrl);
            set("webhooks.portal.embed-in", portal.embedIn(), links::embedIn);
            return links.build();
        }

        @Bean
        ServletRegistrationBean<ConsoleServlet> webhooksPortal(
                ConsoleServlets servlets, WebhooksProperties properties, PortalLinks links) {
            WebhooksProperties.Portal portal = properties.portal();
            return servlets.at(
                    portal.path(),
                    "webhooksPortal",
                    links.gate(),
                    builder -> set("webhooks.portal.base", portal.base(), builder::publicBase));
        }
    }
}
