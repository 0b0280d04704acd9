package io.github.webhooks4j.signature;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Sets what a {@link WebhookVerifier} has beside its keys. Not thread-safe. */
public final class WebhookVerifierBuilder {
    private static final Duration LONGEST_TOLERANCE = Duration.ofDays(3650);

    private final List<VerificationKey> keys;
    private Clock clock = Clock.systemUTC();
    private Duration tolerance = WebhookVerifier.DEFAULT_TOLERANCE;
    private boolean lenientIds;

    WebhookVerifierBuilder(List<VerificationKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a verifier needs at least one secret or public key");
        }
        this.keys = keys;
    }

    /** Sets the time with which timestamps are compared; the system's by default. */
    public WebhookVerifierBuilder clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets how far a timestamp may be from the clock, both ways; the bound itself is accepted. 5 minutes by default.
     *
     * @throws IllegalArgumentException if it is not 0 to 3,650 days
     */
    public WebhookVerifierBuilder tolerance(Duration tolerance) {
        requireNonNull(tolerance, "tolerance");
        if (tolerance.isNegative() || tolerance.compareTo(LONGEST_TOLERANCE) > 0) {
            throw new IllegalArgumentException("tolerance must be PT0S to " + LONGEST_TOLERANCE + ", was " + tolerance);
        }
        this.tolerance = tolerance;
        return this;
    }

    /**
     * Accepts ids with a full stop, for a sender that exists already and whose ids have one. By default they are refused,
     * as the specification advises: the signature covers id, timestamp and body with full stops between them, and a party
     * that has a signed delivery, and can choose how bodies begin, could pass parts of the body off as the timestamp. Use it
     * only where the sender alone chooses its ids and how its bodies begin.
     */
    public WebhookVerifierBuilder lenientIds() {
        this.lenientIds = true;
        return this;
    }

    /** Returns the verifier. */
    public WebhookVerifier build() {
        return new WebhookVerifier(keys, clock, tolerance, lenientIds);
    }
}
