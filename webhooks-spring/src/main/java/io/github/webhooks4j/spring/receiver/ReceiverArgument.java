package io.github.webhooks4j.spring.receiver;

import io.github.webhooks4j.payload.InvalidPayloadException;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.receiver.Reception;
import io.github.webhooks4j.receiver.WebhookReceiver;
import io.github.webhooks4j.signature.VerifiedDelivery;
import java.util.Arrays;
import java.util.Objects;
import org.springframework.core.MethodParameter;

/** The argument of a handler that is marked with {@link VerifiedWebhook}. */
record ReceiverArgument(MethodParameter parameter, WebhookReceivers receivers) {
    static boolean isMarked(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(VerifiedWebhook.class);
    }

    /** Returns the name of the receiver. */
    String name() {
        return Objects.requireNonNull(parameter.getParameterAnnotation(VerifiedWebhook.class))
                .value();
    }

    /**
     * Returns the receiver that the annotation names.
     *
     * @throws IllegalArgumentException if there is none, or if the argument's type is none of those that it may have
     */
    WebhookReceiver receiver() {
        Class<?> type = parameter.getParameterType();
        if (type != VerifiedDelivery.class && type != PushPayload.class && type != byte[].class) {
            throw new IllegalArgumentException(
                    "an argument with @VerifiedWebhook must be a VerifiedDelivery, a PushPayload " + "or a byte[], was "
                            + type.getName() + " in " + parameter.getExecutable());
        }
        return receivers.named(name());
    }

    /** Returns what came of a request for the handler: an authentic delivery is refused if it lacks a payload that the handler takes. */
    Reception checked(Reception reception) {
        if (reception instanceof Reception.Accepted accepted && handlerTakesPayload()) {
            try {
                push(accepted.delivery());
            } catch (DeliveryRefusedException e) {
                return e.refused();
            }
        }
        return reception;
    }

    private boolean handlerTakesPayload() {
        return Arrays.stream(parameter.getExecutable().getParameters())
                .filter(other -> other.getType() == PushPayload.class)
                .map(other -> other.getAnnotation(VerifiedWebhook.class))
                .anyMatch(mark -> mark != null && mark.value().equals(name()));
    }

    /** Returns what the handler is to be called with. */
    Object of(Reception reception) {
        if (reception instanceof Reception.Refused refused) {
            throw new DeliveryRefusedException(refused);
        }
        VerifiedDelivery delivery = ((Reception.Accepted) reception).delivery();
        Class<?> type = parameter.getParameterType();
        if (type == VerifiedDelivery.class) {
            return delivery;
        }
        return type == byte[].class ? delivery.body() : push(delivery);
    }

    private static PushPayload push(VerifiedDelivery delivery) {
        try {
            return PushPayload.parse(delivery.body());
        } catch (InvalidPayloadException e) {
            throw new DeliveryRefusedException(Reception.Refused.invalidPayload(e));
        }
    }
}
