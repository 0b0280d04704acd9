package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.callback.CallbackState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the receivers saw of one delivery: each of its requests, and each state that was called back. Thread-safe. */
final class DeliveryLog {
    /** All requests, also those without a response yet. */
    private final List<Arrival> arrivals = new ArrayList<>(1);

    private final Map<CallbackState, Set<Integer>> callbacks = new EnumMap<>(CallbackState.class);
    private boolean calledBack;
    private boolean silent;

    /**
     * One request.
     *
     * @param node the node that sent it
     * @param atNanos when it arrived, of {@link System#nanoTime()}
     * @param status of the response; 0 while there is none
     * @param respondedAtNanos when the response was sent; the greatest number while there is none
     */
    record Arrival(String node, long atNanos, int status, long respondedAtNanos) {}

    /**
     * Notes a request and returns its number, from 1.
     *
     * @param silent whether its receiver never calls back, so that only a response ends the delivery
     */
    synchronized int arrived(String node, boolean silent) {
        this.silent = silent;
        arrivals.add(new Arrival(node, System.nanoTime(), 0, Long.MAX_VALUE));
        return arrivals.size();
    }

    /** Notes the response to a request, before it is sent. */
    synchronized void responding(int number, int status) {
        Arrival arrival = arrivals.get(number - 1);
        arrivals.set(number - 1, new Arrival(arrival.node(), arrival.atNanos(), status, System.nanoTime()));
    }

    /** Returns whether its receiver is to call back now: true once. */
    synchronized boolean claimCallback() {
        boolean first = !calledBack;
        calledBack = true;
        return first;
    }

    synchronized void callingBack(CallbackState state) {
        callbacks.computeIfAbsent(state, any -> new TreeSet<>());
    }

    synchronized void calledBack(CallbackState state, int status) {
        callbacks.computeIfAbsent(state, any -> new TreeSet<>()).add(status);
    }

    synchronized boolean hasSent(CallbackState state) {
        return callbacks.containsKey(state);
    }

    /** Returns whether a callback of this state ever got this response. */
    synchronized boolean gotResponse(CallbackState state, int status) {
        return callbacks.getOrDefault(state, Set.of()).contains(status);
    }

    /** Returns whether a callback of any state settled it. */
    synchronized boolean isSettled() {
        return callbacks.values().stream().anyMatch(statuses -> statuses.contains(200));
    }

    synchronized List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    /** Returns how many requests arrived after a response of 200. */
    synchronized int duplicates() {
        int duplicates = 0;
        boolean accepted = false;
        for (Arrival arrival : arrivals) {
            duplicates += accepted ? 1 : 0;
            accepted |= arrival.status() == 200;
        }
        return duplicates;
    }

    /** Returns whether a request of this node had no response yet at a moment, and no callback was to settle it instead. */
    synchronized boolean isHeld(String node, long atNanos) {
        return silent
                && arrivals.stream()
                        .anyMatch(arrival -> arrival.node().equals(node)
                                && arrival.atNanos() - atNanos <= 0
                                && arrival.respondedAtNanos() > atNanos);
    }

    /** Returns when its next request arrived from another node. */
    synchronized Optional<Long> nextFromOthers(String node, long afterNanos) {
        return arrivals.stream()
                .filter(arrival -> !arrival.node().equals(node) && arrival.atNanos() > afterNanos)
                .map(Arrival::atNanos)
                .findFirst();
    }

    @Override
    public synchronized String toString() {
        return "arrivals " + arrivals + ", callbacks " + callbacks;
    }
}
