package io.github.webhooks4j.spring.receiver;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.receiver.Reception;
import io.github.webhooks4j.servlet.ServletReceiver;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Calls handlers of Spring MVC with verified deliveries. Thread-safe. */
public final class VerifiedWebhookMvcResolver implements HandlerMethodArgumentResolver {
    private static final String RECEPTION = VerifiedWebhookMvcResolver.class.getName() + ".";

    private final WebhookReceivers receivers;

    /** Creates a resolver. */
    public VerifiedWebhookMvcResolver(WebhookReceivers receivers) {
        this.receivers = requireNonNull(receivers, "receivers");
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return ReceiverArgument.isMarked(parameter);
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders)
            throws IOException {
        var argument = new ReceiverArgument(parameter, receivers);
        HttpServletRequest received = requireNonNull(request.getNativeRequest(HttpServletRequest.class), "request");
        // A body can be read once only: another argument of the handler may have done so.
        if (received.getAttribute(RECEPTION + argument.name()) instanceof Reception reception) {
            return argument.of(reception);
        }
        Reception reception = argument.checked(new ServletReceiver(argument.receiver()).receive(received));
        receivers.received(argument.name(), reception);
        received.setAttribute(RECEPTION + argument.name(), reception);
        return argument.of(reception);
    }
}
