package io.github.webhooks4j.spi.store;

import java.util.List;

/**
 * The result of a claim.
 *
 * @param deliveries the claimed deliveries, the earliest due of each lane first
 * @param remaining for each requested lane that has more deliveries, when the earliest of them may be claimed
 * @param takeovers how many of the deliveries were held by another node, or by this one, until the lease ended
 */
public record ClaimResult(List<ClaimedDelivery> deliveries, List<LaneDueTime> remaining, int takeovers) {
    public ClaimResult {
        deliveries = List.copyOf(deliveries);
        remaining = List.copyOf(remaining);
    }
}
