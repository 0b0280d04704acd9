package io.github.webhooks4j.spring.boot.console;

import io.github.webhooks4j.console.WebhookConsole;
import io.github.webhooks4j.console.WebhookConsoleBuilder;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.servlet.ConsoleServlet;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.util.ClassUtils;

/** Mounts consoles as servlets, whose forms have the token of Spring Security if that is there. */
final class ConsoleServlets {
    private static final boolean SPRING_SECURITY = ClassUtils.isPresent(
            "org.springframework.security.web.csrf.CsrfToken", ConsoleServlets.class.getClassLoader());

    private final WebhookEngine engine;
    private final ObjectProvider<WebhookConsoleCustomizer> customizers;

    ConsoleServlets(WebhookEngine engine, ObjectProvider<WebhookConsoleCustomizer> customizers) {
        this.engine = engine;
        this.customizers = customizers;
    }

    /**
     * Returns a servlet at a path.
     *
     * @param settings what is set of the console before the application's customizers
     */
    ServletRegistrationBean<ConsoleServlet> at(
            String path, String name, ConsoleGate gate, Consumer<WebhookConsoleBuilder> settings) {
        WebhookConsoleBuilder builder = WebhookConsole.builder(engine, gate);
        settings.accept(builder);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        ConsoleServlet servlet = SPRING_SECURITY
                ? new ConsoleServlet(builder.build(), CsrfFields::of)
                : new ConsoleServlet(builder.build(), request -> Optional.empty());
        var registration = new ServletRegistrationBean<>(servlet, path.replaceFirst("/$", "") + "/*");
        registration.setName(name);
        return registration;
    }
}
