package io.github.webhooks4j.agreement;

import io.github.webhooks4j.delivery.Header;

/**
 * What a destination agreed to. Immutable.
 *
 * @param origin to whom it agreed: the name that the sender gave
 * @param perMinute how many deliveries a minute it takes, from 1
 */
public record Agreement(String origin, int perMinute) {
    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if the origin is no host name, or the rate is less than 1
     */
    public Agreement {
        AgreementTerms.check(origin, perMinute);
    }

    /** Returns the header that names the sender on every delivery (CloudEvents web hooks, section 2.1). */
    public Header header() {
        return new Header(AgreementTerms.REQUEST_ORIGIN, origin);
    }
}
