package io.github.webhooks4j.cli.listen;

import com.sun.net.httpserver.HttpExchange;
import io.github.webhooks4j.cli.signing.SignatureReasons;
import io.github.webhooks4j.signature.InvalidSignatureException;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookVerifier;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at what has come: counts it, verifies it, and recognises ids that come again. Thread-safe. */
final class Inspector {
    /** The most ids of which it is known how often they came. */
    private static final int MAX_IDS = 1_000;

    private static final String VALID = "signature valid";

    private final Clock clock;
    private final @Nullable WebhookVerifier verifier;

    // guarded by this
    private int count;

    // guarded by this
    private final Map<String, Integer> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX_IDS;
        }
    };

    /** Creates one that verifies signatures; with null it does not. */
    Inspector(Clock clock, @Nullable WebhookVerifier verifier) {
        this.clock = clock;
        this.verifier = verifier;
    }

    Arrival inspect(HttpExchange exchange, byte[] body, ScriptedResponse response) {
        String id = exchange.getRequestHeaders().getFirst(WebhookHeaders.ID);
        String signature = signature(exchange, body);
        return arrival(exchange, body, response, id, signature);
    }

    /** Returns whether a request may be acted on: its signature is valid, or none is asked for. */
    boolean isTrusted(Arrival arrival) {
        return verifier == null || arrival.signature().equals(VALID);
    }

    private synchronized Arrival arrival(
            HttpExchange exchange, byte[] body, ScriptedResponse response, @Nullable String id, String signature) {
        return new Arrival(
                ++count,
                clock.instant(),
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                Arrays.copyOf(body, Math.min(body.length, Arrival.MAX_BODY_BYTES)),
                body.length,
                exchange.getRequestHeaders().getFirst(WebhookHeaders.TYPE),
                id,
                id == null ? 1 : seen.merge(id, 1, Integer::sum),
                signature,
                response.toString(),
                null);
    }

    private String signature(HttpExchange exchange, byte[] body) {
        if (verifier == null) {
            return "not verified";
        }
        try {
            verifier.verify(exchange.getRequestHeaders()::getFirst, body);
            return VALID;
        } catch (InvalidSignatureException e) {
            return "signature not valid: " + SignatureReasons.sentence(e.reason());
        }
    }
}
