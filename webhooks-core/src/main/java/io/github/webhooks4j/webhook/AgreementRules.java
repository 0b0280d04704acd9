package io.github.webhooks4j.webhook;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.agreement.Agreement;
import io.github.webhooks4j.agreement.AgreementAnswer;
import io.github.webhooks4j.agreement.AgreementDecision;
import io.github.webhooks4j.agreement.AgreementTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules by which destinations are asked whether they agree to deliveries. Without state. */
public final class AgreementRules {
    private AgreementRules() {}

    /**
     * Returns settings in which every destination has agreed to {@code terms}. A URL that agreed before is not asked again, unless
     * the terms have changed; without terms nobody is asked, and what was agreed to stays.
     *
     * @param former the destinations that the webhook had so far
     * @param ask asks one destination
     * @throws InvalidWebhookException with every destination that did not agree
     */
    public static WebhookSettings agree(
            WebhookSettings settings,
            List<Destination> former,
            @Nullable AgreementTerms terms,
            Function<Destination, AgreementAnswer> ask) {
        var agreed = new ArrayList<Destination>();
        var violations = new ArrayList<Violation>();
        for (int i = 0; i < settings.destinations().size(); i++) {
            Destination destination = settings.destinations().get(i);
            Optional<Agreement> known = known(destination, former);
            if (known.isPresent() && (terms == null || terms.areMetBy(known.get()))) {
                agreed.add(destination.withAgreement(known.get()));
            } else if (terms == null) {
                agreed.add(destination);
            } else {
                AgreementDecision decision = terms.judge(ask.apply(destination));
                if (decision instanceof AgreementDecision.Agreed yes) {
                    agreed.add(destination.withAgreement(yes.agreement()));
                } else if (decision instanceof AgreementDecision.Refused no) {
                    violations.add(new Violation(
                            "destinations[" + i + "]", "must agree to deliveries from " + terms.origin(), no.actual()));
                }
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidWebhookException(violations);
        }
        return settings.withDestinations(agreed);
    }

    private static Optional<Agreement> known(Destination destination, List<Destination> former) {
        return former.stream()
                .filter(before -> before.url().equals(destination.url())
                        && Objects.equals(before.credentials(), destination.credentials()))
                .flatMap(before -> Optional.ofNullable(before.agreement()).stream())
                .findFirst();
    }
}
