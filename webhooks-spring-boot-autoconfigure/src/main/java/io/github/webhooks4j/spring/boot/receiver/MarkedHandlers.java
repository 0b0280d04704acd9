package io.github.webhooks4j.spring.boot.receiver;

import io.github.webhooks4j.spring.boot.WebhooksConfigurationException;
import io.github.webhooks4j.spring.receiver.VerifiedWebhook;
import io.github.webhooks4j.spring.receiver.WebhookReceivers;
import java.util.Collection;
import org.springframework.core.MethodParameter;
import org.springframework.web.method.HandlerMethod;

/** Checks at the start that every handler with {@link VerifiedWebhook} has a receiver, so that no delivery finds out. */
final class MarkedHandlers {
    private MarkedHandlers() {}

    static void check(Collection<HandlerMethod> handlers, WebhookReceivers receivers) {
        for (HandlerMethod handler : handlers) {
            for (MethodParameter parameter : handler.getMethodParameters()) {
                VerifiedWebhook marked = parameter.getParameterAnnotation(VerifiedWebhook.class);
                if (marked != null) {
                    check(marked.value(), handler, receivers);
                }
            }
        }
    }

    private static void check(String name, HandlerMethod handler, WebhookReceivers receivers) {
        try {
            var unused = receivers.named(name);
        } catch (IllegalArgumentException e) {
            throw new WebhooksConfigurationException(
                    handler.getShortLogMessage() + " has no receiver: " + e.getMessage() + ".",
                    "Set webhooks.receivers." + name
                            + ".keys to what the sender shows, whsec_… or whpk_…, or correct the "
                            + "name in @VerifiedWebhook.");
        }
    }
}
