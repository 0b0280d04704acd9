package io.github.webhooks4j.signature;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Sets what a {@link WebhookVerifier} has beside its secrets. Not thread-safe. */
public final class WebhookVerifierBuilder {
    private static final Duration LONGEST_TOLERANCE = Duration.ofDays(3650);

    private final List<WebhookSecret> secrets;
    private Clock clock = Clock.systemUTC();
    private Duration tolerance = WebhookVerifier.DEFAULT_TOLERANCE;

    WebhookVerifierBuilder(List<WebhookSecret> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a verifier needs at least one secret");
        }
        this.secrets = secrets;
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

    /** Returns the verifier. */
    public WebhookVerifier build() {
        return new WebhookVerifier(secrets, clock, tolerance);
    }
}
