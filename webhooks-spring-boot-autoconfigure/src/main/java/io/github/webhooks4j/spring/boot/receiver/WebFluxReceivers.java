package io.github.webhooks4j.spring.boot.receiver;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.spring.receiver.VerifiedWebhookWebFluxResolver;
import io.github.webhooks4j.spring.receiver.WebhookReceivers;
import java.util.Arrays;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;

/** Lets WebFlux call handlers with verified deliveries, and knows whether WebFlux has asked for that. Thread-safe. */
final class WebFluxReceivers implements WebFluxConfigurer {
    private final WebhookReceivers receivers;
    private volatile boolean called;

    WebFluxReceivers(WebhookReceivers receivers) {
        this.receivers = requireNonNull(receivers, "receivers");
    }

    @Override
    public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
        configurer.addCustomResolver(new VerifiedWebhookWebFluxResolver(receivers));
        called = true;
    }

    /** Returns whether a marked argument is verified: WebFlux does not show its resolvers, and asks those of its own annotations first. */
    boolean isVerified(MethodParameter parameter) {
        return called
                && Arrays.stream(parameter.getParameterAnnotations())
                        .noneMatch(annotation ->
                                annotation.annotationType().getPackage().equals(RequestBody.class.getPackage()));
    }
}
