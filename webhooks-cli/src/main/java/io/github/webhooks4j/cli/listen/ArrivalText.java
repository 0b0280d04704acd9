package io.github.webhooks4j.cli.listen;

import io.github.webhooks4j.cli.io.Printable;
import io.github.webhooks4j.cli.signing.SignatureReasons;
import io.github.webhooks4j.signature.InvalidSignatureException;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Describes requests in lines for a terminal. Thread-safe. */
final class ArrivalText {
    /** The most ids of which it is known how often they came. */
    private static final int MAX_IDS = 1_000;
    /** The most characters of a body that are shown. */
    private static final int MAX_SHOWN = 4_000;

    private final Clock clock;
    private final @Nullable WebhookVerifier verifier;

    // guarded by this
    private final Map<String, Integer> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX_IDS;
        }
    };

    /** Creates one that verifies signatures; with null it does not. */
    ArrivalText(Clock clock, @Nullable WebhookVerifier verifier) {
        this.clock = clock;
        this.verifier = verifier;
    }

    String describe(
            String method,
            String path,
            Function<String, @Nullable String> header,
            byte[] body,
            ScriptedResponse response) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String type = shown(header.apply(WebhookHeaders.TYPE), "no type");
        String id = shown(header.apply(WebhookHeaders.ID), "no webhook-id");
        String text = new String(body, StandardCharsets.UTF_8);
        String start = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) : text;
        return now + " " + Printable.of(method) + " " + Printable.of(path) + "  " + type + "  " + id
                + repeat(header.apply(WebhookHeaders.ID)) + "  " + signature(header, body) + "  -> " + response
                + "\n  " + Printable.of(start) + (text.length() > MAX_SHOWN ? " …" : "");
    }

    private synchronized String repeat(@Nullable String id) {
        if (id == null) {
            return "";
        }
        int times = seen.merge(id, 1, Integer::sum);
        return times == 1 ? "" : " (request " + times + " of this id)";
    }

    private String signature(Function<String, @Nullable String> header, byte[] body) {
        if (verifier == null) {
            return "not verified";
        }
        try {
            verifier.verify(header, body);
            return "signature valid";
        } catch (InvalidSignatureException e) {
            return "signature not valid: " + SignatureReasons.sentence(e.reason());
        }
    }

    private static String shown(@Nullable String value, String absent) {
        return value == null ? absent : Printable.of(value);
    }
}
