package io.github.webhooks4j.handshake;

import io.github.webhooks4j.delivery.Header;

/**
 * The permission of a destination to deliver to it. Immutable.
 *
 * @param origin the origin that it was granted to, as the sender named itself
 * @param perMinute how many deliveries a minute it covers, from 1
 */
public record DeliveryPermission(String origin, int perMinute) {
    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if the origin is no host name, or the rate is less than 1
     */
    public DeliveryPermission {
        AbuseProtection.check(origin, perMinute);
    }

    /** Returns the header that names the sender on every delivery (CloudEvents web hooks, section 2.1). */
    public Header header() {
        return new Header(AbuseProtection.REQUEST_ORIGIN, origin);
    }
}
