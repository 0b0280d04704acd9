package io.github.webhooks4j.store;

import java.util.List;

/**
 * What a claim brought.
 *
 * @param deliveries the claimed deliveries, the earliest due of each lane first
 * @param remaining for each lane asked for that has more unclaimed work, due or not, when the earliest of it is due
 */
public record Claimed(List<DueDelivery> deliveries, List<LaneDue> remaining) {
    public Claimed {
        deliveries = List.copyOf(deliveries);
        remaining = List.copyOf(remaining);
    }
}
