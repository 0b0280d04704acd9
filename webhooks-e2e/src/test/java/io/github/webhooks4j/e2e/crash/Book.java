package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToIntFunction;

/** Everything that the receivers saw, by {@code webhook-id}, and the faults among it. Thread-safe. */
final class Book {
    private final Map<DeliveryId, DeliveryLog> deliveries = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    DeliveryLog of(DeliveryId delivery) {
        return deliveries.computeIfAbsent(delivery, any -> new DeliveryLog());
    }

    boolean hasArrived(DeliveryId delivery) {
        DeliveryLog log = deliveries.get(delivery);
        return log != null && !log.arrivals().isEmpty();
    }

    /** Checks, when a delivery arrives, that the step before it had called back with success. */
    void checkOrder(DeliveryId delivery) {
        if (delivery.step() > 0) {
            var before = new DeliveryId(delivery.chain(), delivery.step() - 1);
            if (!hasArrived(before) || !of(before).hasSent(CallbackState.SUCCESS)) {
                fault("delivery " + delivery + " came before the success of the step before it");
            }
        }
    }

    void fault(String fault) {
        faults.add(fault);
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Returns the deliveries that a node had sent and that had no response yet at a moment. */
    List<DeliveryId> heldBy(String node, long atNanos) {
        return deliveries.entrySet().stream()
                .filter(entry -> entry.getValue().isHeld(node, atNanos))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns every chain of which a request arrived. */
    List<ChainId> chains() {
        return deliveries.keySet().stream().map(DeliveryId::chain).distinct().toList();
    }

    long received() {
        return sum(log -> log.arrivals().size());
    }

    /** Returns how many deliveries there were, however often each came. */
    long distinct() {
        return sum(log -> Math.min(1, log.arrivals().size()));
    }

    /** Returns how many requests arrived again after a response of 200. */
    long duplicates() {
        return sum(DeliveryLog::duplicates);
    }

    private long sum(ToIntFunction<DeliveryLog> count) {
        return deliveries.values().stream().mapToInt(count).asLongStream().sum();
    }
}
