package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.servlet.CallbackServlet;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Mounts the callback endpoint in a servlet application that has a callback base. */
@AutoConfiguration(after = WebhooksAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(CallbackServlet.class)
@ConditionalOnBean(WebhookEngine.class)
@ConditionalOnProperty(prefix = "webhooks", name = "callback-base")
@ConditionalOnExpression("'${webhooks.callback-path:/webhooks/callbacks}' != 'none'")
public class WebhooksServletAutoConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(WebhooksServletAutoConfiguration.class);

    /** Creates the configuration; Spring Boot does. */
    public WebhooksServletAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(CallbackServlet.class)
    ServletRegistrationBean<CallbackServlet> webhooksCallbackServlet(
            WebhookEngine engine, WebhooksProperties properties) {
        String path = properties.callbackPath().replaceFirst("/$", "");
        URI base = properties.callbackBase();
        if (base != null && !base.getPath().replaceFirst("/$", "").endsWith(path)) {
            LOG.warn(
                    "callbacks are served at {}, but webhooks.callback-base ends with {}: unless a proxy rewrites it, none arrives",
                    path,
                    base.getPath());
        }
        var registration = new ServletRegistrationBean<>(new CallbackServlet(engine.callbacks()), path + "/*");
        registration.setName("webhooksCallbacks");
        return registration;
    }
}
