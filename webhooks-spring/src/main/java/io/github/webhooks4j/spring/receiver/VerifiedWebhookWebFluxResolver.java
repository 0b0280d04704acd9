package io.github.webhooks4j.spring.receiver;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.receiver.Reception;
import io.github.webhooks4j.receiver.WebhookReceiver;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Calls handlers of Spring WebFlux with verified deliveries. Thread-safe; does not block. */
public final class VerifiedWebhookWebFluxResolver implements HandlerMethodArgumentResolver {
    private static final String RECEPTION = VerifiedWebhookWebFluxResolver.class.getName() + ".";

    private final WebhookReceivers receivers;

    /** Creates a resolver. */
    public VerifiedWebhookWebFluxResolver(WebhookReceivers receivers) {
        this.receivers = requireNonNull(receivers, "receivers");
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return ReceiverArgument.isMarked(parameter);
    }

    @Override
    public Mono<Object> resolveArgument(MethodParameter parameter, BindingContext context, ServerWebExchange exchange) {
        var argument = new ReceiverArgument(parameter, receivers);
        // A body can be read once only: the arguments of a handler share what came of it.
        Mono<Reception> reception = exchange.getAttribute(RECEPTION + argument.name());
        if (reception == null) {
            reception = receive(argument.receiver(), exchange.getRequest())
                    .map(argument::checked)
                    .doOnNext(received -> receivers.received(argument.name(), received))
                    .cache();
            exchange.getAttributes().put(RECEPTION + argument.name(), reception);
        }
        return reception.map(argument::of);
    }

    private static Mono<Reception> receive(WebhookReceiver receiver, ServerHttpRequest request) {
        return DataBufferUtils.join(request.getBody(), WebhookReceiver.MAX_BODY_BYTES)
                .map(VerifiedWebhookWebFluxResolver::bytes)
                .defaultIfEmpty(new byte[0])
                .map(body -> receiver.receive(request.getURI().getRawPath(), request.getHeaders()::getFirst, body))
                .onErrorResume(DataBufferLimitException.class, e -> Mono.just(Reception.Refused.tooLarge()));
    }

    private static byte[] bytes(DataBuffer buffer) {
        var bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
