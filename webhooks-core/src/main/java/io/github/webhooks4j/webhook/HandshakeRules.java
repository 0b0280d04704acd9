package io.github.webhooks4j.webhook;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.handshake.AbuseProtection;
import io.github.webhooks4j.handshake.DeliveryPermission;
import io.github.webhooks4j.handshake.ValidationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules for requesting the permission of destinations. Stateless. */
public final class HandshakeRules {
    private HandshakeRules() {}

    /**
     * Returns settings in which every destination has granted its permission. A URL that granted it before is not asked
     * again, unless {@code protection} has changed; without protection no destination is asked, and granted permissions
     * stay.
     *
     * @param former the destinations that the webhook had so far
     * @param protection what to request; null to request nothing
     * @param send sends one destination a validation request
     * @throws InvalidWebhookException with every destination that did not grant its permission
     */
    public static WebhookSettings validate(
            WebhookSettings settings,
            List<Destination> former,
            @Nullable AbuseProtection protection,
            Function<Destination, DeliveryResult> send) {
        var permitted = new ArrayList<Destination>();
        var violations = new ArrayList<Violation>();
        for (int i = 0; i < settings.destinations().size(); i++) {
            Destination destination = settings.destinations().get(i);
            Optional<DeliveryPermission> known = known(destination, former);
            if (known.isPresent() && (protection == null || protection.isMetBy(known.get()))) {
                permitted.add(destination.withPermission(known.get()));
            } else if (protection == null) {
                permitted.add(destination);
            } else {
                ValidationResult result = protection.validate(send.apply(destination));
                if (result instanceof ValidationResult.Allowed allowed) {
                    permitted.add(destination.withPermission(allowed.permission()));
                } else if (result instanceof ValidationResult.Refused refused) {
                    violations.add(new Violation(
                            "destinations[" + i + "]",
                            "must allow deliveries from " + protection.origin(),
                            refused.actual()));
                }
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidWebhookException(violations);
        }
        return settings.withDestinations(permitted);
    }

    private static Optional<DeliveryPermission> known(Destination destination, List<Destination> former) {
        return former.stream()
                .filter(before -> before.url().equals(destination.url())
                        && Objects.equals(before.credentials(), destination.credentials()))
                .flatMap(before -> Optional.ofNullable(before.permission()).stream())
                .findFirst();
    }
}
