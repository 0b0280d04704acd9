package io.github.webhooks4j.spring.boot.receiver;

import io.github.webhooks4j.receiver.WebhookReceiver;
import io.github.webhooks4j.signature.PathSecret;
import io.github.webhooks4j.signature.VerificationKey;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.spring.boot.PropertySetter;
import io.github.webhooks4j.spring.boot.WebhooksConfigurationException;
import io.github.webhooks4j.spring.boot.WebhooksProperties.ReceiverProperties;
import io.github.webhooks4j.spring.receiver.WebhookReceivers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Makes receivers of properties. */
final class ConfiguredReceivers {
    private ConfiguredReceivers() {}

    static WebhookReceivers of(Map<String, ReceiverProperties> properties) {
        var receivers = new TreeMap<String, WebhookReceiver>();
        properties.forEach((name, receiver) -> receivers.put(name, receiver("webhooks.receivers." + name, receiver)));
        return WebhookReceivers.of(receivers);
    }

    private static WebhookReceiver receiver(String property, ReceiverProperties receiver) {
        if (receiver.keys().isEmpty() == receiver.pathSecrets().isEmpty()) {
            throw new WebhooksConfigurationException(
                    property + " must have either keys or path-secrets, but has "
                            + (receiver.keys().isEmpty() ? "neither." : "both."),
                    "Set " + property + ".keys to what the sender shows, whsec_… or whpk_…; or only path-secrets for a "
                            + "sender that does not sign.");
        }
        return receiver.keys().isEmpty()
                ? WebhookReceiver.atSecretPath(each(property + ".path-secrets", receiver.pathSecrets(), PathSecret::of))
                : signed(property, receiver);
    }

    private static WebhookReceiver signed(String property, ReceiverProperties receiver) {
        List<VerificationKey> keys = each(property + ".keys", receiver.keys(), VerificationKey::of);
        return WebhookReceiver.of(PropertySetter.convert(
                        property + ".tolerance", receiver.tolerance(), WebhookVerifier.builder(keys)::tolerance)
                .build());
    }

    private static <T> List<T> each(String property, List<String> texts, Function<String, T> conversion) {
        return IntStream.range(0, texts.size())
                .mapToObj(i -> PropertySetter.<String, T>convert(property + "[" + i + "]", texts.get(i), conversion))
                .toList();
    }
}
