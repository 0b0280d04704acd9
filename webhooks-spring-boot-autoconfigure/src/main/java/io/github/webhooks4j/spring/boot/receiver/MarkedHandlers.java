package io.github.webhooks4j.spring.boot.receiver;

import io.github.webhooks4j.spring.boot.WebhooksConfigurationException;
import io.github.webhooks4j.spring.receiver.VerifiedWebhook;
import io.github.webhooks4j.spring.receiver.WebhookReceivers;
import java.util.Collection;
import java.util.function.Predicate;
import org.springframework.core.MethodParameter;
import org.springframework.web.method.HandlerMethod;

/**
 * Checks at the start that every argument with {@link VerifiedWebhook} has a receiver and gets what that has verified: Spring would resolve
 * an argument that nothing verifies from the request as it is.
 *
 * @param receivers the receivers of the application
 * @param verified whether an argument is resolved by what verifies
 * @param action what to do if it is not, as a sentence
 */
record MarkedHandlers(WebhookReceivers receivers, Predicate<MethodParameter> verified, String action) {
    /** @throws WebhooksConfigurationException if an argument of the handlers has no receiver, another type, or is not verified */
    void check(Collection<HandlerMethod> handlers) {
        for (HandlerMethod handler : handlers) {
            for (MethodParameter parameter : handler.getMethodParameters()) {
                VerifiedWebhook marked = parameter.getParameterAnnotation(VerifiedWebhook.class);
                if (marked != null) {
                    check(handler, parameter, marked.value());
                }
            }
        }
    }

    private void check(HandlerMethod handler, MethodParameter parameter, String name) {
        try {
            var unused = receivers.ofArgument(parameter);
        } catch (IllegalArgumentException e) {
            throw new WebhooksConfigurationException(
                    handler.getShortLogMessage() + " cannot receive: " + e.getMessage() + ".",
                    "Correct the argument's type or the name in @VerifiedWebhook, or set webhooks.receivers." + name
                            + ".keys to what the sender shows, whsec_… or whpk_….");
        }
        if (!verified.test(parameter)) {
            throw new WebhooksConfigurationException(
                    handler.getShortLogMessage()
                            + " would be called with deliveries that are not verified: nothing that "
                            + "verifies them resolves its argument with @VerifiedWebhook.",
                    action);
        }
    }
}
