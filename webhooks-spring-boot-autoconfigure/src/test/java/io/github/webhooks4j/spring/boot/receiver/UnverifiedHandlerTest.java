package io.github.webhooks4j.spring.boot.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.servlet.ServletReceiver;
import io.github.webhooks4j.spring.boot.WebhooksConfigurationException;
import io.github.webhooks4j.spring.receiver.VerifiedWebhook;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.config.WebFluxConfigurationSupport;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurationSupport;

/** No application starts in which a marked handler could be called with what was not verified. */
class UnverifiedHandlerTest {
    private final WebApplicationContextRunner mvc = configured(new WebApplicationContextRunner());
    private final ReactiveWebApplicationContextRunner webFlux = configured(new ReactiveWebApplicationContextRunner());

    @Test
    void starts_with_mvc_that_calls_configurers() {
        mvc.withUserConfiguration(Mvc.class, BytesHandler.class)
                .run(context -> assertThat(context.getStartupFailure()).isNull());
    }

    @Test
    void starts_with_mvc_that_calls_no_configurers_if_no_handler_is_marked() {
        mvc.withUserConfiguration(OwnMvc.class, PlainHandler.class)
                .run(context -> assertThat(context.getStartupFailure()).isNull());
    }

    @Test
    void does_not_start_with_mvc_that_calls_no_configurers() {
        mvc.withUserConfiguration(OwnMvc.class, BytesHandler.class)
                .run(context -> assertFailure(
                        context.getStartupFailure(),
                        notVerified(BytesHandler.class),
                        "Let a WebMvcConfigurer take the place of WebMvcConfigurationSupport, add webhooks-servlet to the "
                                + "class path, and let the argument have no other annotation of Spring Web."));
    }

    @Test
    void does_not_start_with_mvc_without_the_servlet_module() {
        mvc.withClassLoader(new FilteredClassLoader(ServletReceiver.class))
                .withUserConfiguration(Mvc.class, BytesHandler.class)
                .run(context -> assertThat(context.getStartupFailure()).hasMessage(notVerified(BytesHandler.class)));
    }

    @Test
    void does_not_start_with_mvc_if_an_argument_is_the_body_too() {
        mvc.withUserConfiguration(Mvc.class, BodyHandler.class)
                .run(context -> assertThat(context.getStartupFailure()).hasMessage(notVerified(BodyHandler.class)));
    }

    @Test
    void does_not_start_with_mvc_if_an_argument_has_another_type() {
        mvc.withUserConfiguration(Mvc.class, TextHandler.class)
                .run(context -> assertFailure(
                        context.getStartupFailure(),
                        TextHandler.class.getName()
                                + "#receive[1 args] cannot receive: an argument with @VerifiedWebhook must be a "
                                + "VerifiedDelivery, a PushPayload or a byte[], was java.lang.String in void "
                                + TextHandler.class.getName() + ".receive(java.lang.String).",
                        "Correct the argument's type or the name in @VerifiedWebhook, or set webhooks.receivers.acme.keys "
                                + "to what the sender shows, whsec_… or whpk_…."));
    }

    @Test
    void starts_with_web_flux_that_calls_configurers() {
        webFlux.withUserConfiguration(WebFlux.class, BytesHandler.class)
                .run(context -> assertThat(context.getStartupFailure()).isNull());
    }

    @Test
    void does_not_start_with_web_flux_that_calls_no_configurers() {
        webFlux.withUserConfiguration(OwnWebFlux.class, BytesHandler.class)
                .run(context -> assertFailure(
                        context.getStartupFailure(),
                        notVerified(BytesHandler.class),
                        "Let a WebFluxConfigurer take the place of WebFluxConfigurationSupport, and let the argument have "
                                + "no other annotation of Spring Web."));
    }

    @Test
    void does_not_start_with_web_flux_if_an_argument_is_the_body_too() {
        webFlux.withUserConfiguration(WebFlux.class, BodyHandler.class)
                .run(context -> assertThat(context.getStartupFailure()).hasMessage(notVerified(BodyHandler.class)));
    }

    private static <R extends AbstractApplicationContextRunner<R, ?, ?>> R configured(R runner) {
        return runner.withConfiguration(AutoConfigurations.of(WebhookReceiversAutoConfiguration.class))
                .withPropertyValues("webhooks.receivers.acme.keys=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    private static String notVerified(Class<?> handler) {
        return handler.getName()
                + "#receive[1 args] would be called with deliveries that are not verified: nothing that "
                + "verifies them resolves its argument with @VerifiedWebhook.";
    }

    private static void assertFailure(@Nullable Throwable failure, String message, String action) {
        assertThat(failure).isInstanceOfSatisfying(WebhooksConfigurationException.class, e -> {
            assertThat(e).hasMessage(message);
            assertThat(e.action()).isEqualTo(action);
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    static class Mvc {}

    @Configuration(proxyBeanMethods = false)
    static class OwnMvc extends WebMvcConfigurationSupport {}

    @Configuration(proxyBeanMethods = false)
    @EnableWebFlux
    static class WebFlux {}

    @Configuration(proxyBeanMethods = false)
    static class OwnWebFlux extends WebFluxConfigurationSupport {}

    @RestController
    static class BytesHandler {
        @PostMapping("/hooks/acme")
        void receive(@VerifiedWebhook("acme") byte[] body) {}
    }

    @RestController
    static class BodyHandler {
        @PostMapping("/hooks/acme")
        void receive(@VerifiedWebhook("acme") @RequestBody byte[] body) {}
    }

    @RestController
    static class TextHandler {
        @PostMapping("/hooks/acme")
        void receive(@VerifiedWebhook("acme") String body) {}
    }

    @RestController
    static class PlainHandler {
        @PostMapping("/hooks/plain")
        void receive(@RequestBody byte[] body) {}
    }
}
