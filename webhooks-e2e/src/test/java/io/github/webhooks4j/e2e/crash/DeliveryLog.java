package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.callback.CallbackState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the receivers know of one delivery: each of its arrivals, and each state that was called back. Thread-safe. */
final class DeliveryLog {
    /** How often it came, by answer; also what was not answered yet. */
    private final List<Arrival> arrivals = new ArrayList<>(1);

    private final Map<CallbackState, Set<Integer>> callbacks = new EnumMap<>(CallbackState.class);
    private boolean calledBack;
    private boolean silent;

    /**
     * One request.
     *
     * @param node who sent it
     * @param atNanos when it came, of {@link System#nanoTime()}
     * @param status what it was answered
     * @param answeredAtNanos when; the greatest number while it is not
     */
    record Arrival(String node, long atNanos, int status, long answeredAtNanos) {}

    /**
     * Notes a request and returns its number, from 1.
     *
     * @param silent whether its receiver never calls back, so that nothing but an answer ends the delivery
     */
    synchronized int arrived(String node, boolean silent) {
        this.silent = silent;
        arrivals.add(new Arrival(node, System.nanoTime(), 0, Long.MAX_VALUE));
        return arrivals.size();
    }

    /** Notes what a request is answered, before it is. */
    synchronized void answering(int number, int status) {
        Arrival arrival = arrivals.get(number - 1);
        arrivals.set(number - 1, new Arrival(arrival.node(), arrival.atNanos(), status, System.nanoTime()));
    }

    /** Says whether its receiver is to call back now, which it is once. */
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

    /** Says whether a callback of this state was ever answered so. */
    synchronized boolean wasAnswered(CallbackState state, int status) {
        return callbacks.getOrDefault(state, Set.of()).contains(status);
    }

    /** Says whether a callback of any state settled it. */
    synchronized boolean isSettled() {
        return callbacks.values().stream().anyMatch(statuses -> statuses.contains(200));
    }

    synchronized List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    /** Returns how often it came again although it had been answered with 200. */
    synchronized int duplicates() {
        int duplicates = 0;
        boolean accepted = false;
        for (Arrival arrival : arrivals) {
            duplicates += accepted ? 1 : 0;
            accepted |= arrival.status() == 200;
        }
        return duplicates;
    }

    /** Says whether a request of this node had no answer yet at a moment, nor was to be settled by a callback instead. */
    synchronized boolean isHeld(String node, long atNanos) {
        return silent
                && arrivals.stream()
                        .anyMatch(arrival -> arrival.node().equals(node)
                                && arrival.atNanos() - atNanos <= 0
                                && arrival.answeredAtNanos() > atNanos);
    }

    /** Returns when it came next from anybody else. */
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
