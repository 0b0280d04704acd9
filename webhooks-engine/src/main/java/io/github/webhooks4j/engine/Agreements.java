package io.github.webhooks4j.engine;

import io.github.webhooks4j.agreement.AgreementAnswer;
import io.github.webhooks4j.agreement.AgreementRequest;
import io.github.webhooks4j.agreement.AgreementTerms;
import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.transport.Transport;
import io.github.webhooks4j.webhook.AgreementRules;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks destinations whether they agree to deliveries, where that is wanted. Thread-safe. */
final class Agreements {
    private final @Nullable AgreementTerms terms;
    private final Transport transport;
    private final Header userAgent;

    /**
     * Creates agreements.
     *
     * @param terms what to ask for; null if no destination is asked
     */
    Agreements(@Nullable AgreementTerms terms, Transport transport, Header userAgent) {
        this.terms = terms;
        this.transport = transport;
        this.userAgent = userAgent;
    }

    /**
     * Returns settings whose destinations have agreed. Blocks for as long as the transport waits for those that are asked, which is
     * done one after another.
     *
     * @throws io.github.webhooks4j.webhook.InvalidWebhookException if one did not
     */
    WebhookSettings agreed(WebhookSettings settings, List<Destination> former) {
        return AgreementRules.agree(settings, former, terms, destination -> ask(settings, destination));
    }

    /** Asks with the headers that a delivery has too: a receiver behind a gateway is not reached without them. */
    private AgreementAnswer ask(WebhookSettings settings, Destination destination) {
        var headers = new ArrayList<Header>();
        headers.add(userAgent);
        if (terms != null) {
            headers.addAll(terms.headers());
        }
        headers.addAll(settings.headers());
        BasicCredentials credentials = destination.credentials();
        if (credentials != null) {
            headers.add(credentials.authorization());
        }
        return transport.ask(new AgreementRequest(destination.url(), headers));
    }
}
