package io.github.webhooks4j.benchmarks.scenario.soak;

import io.github.webhooks4j.benchmarks.receiver.Arrival;
import io.github.webhooks4j.benchmarks.run.VoidRunException;
import io.github.webhooks4j.benchmarks.scenario.OpenLoopSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;

/**
 * Checks while a run goes on that what was sent equals what was received. It holds what is under way and what came before its publish
 * returned: of the rest only {@link SettledIds}. {@link #sent} is thread-safe, all else is confined to one thread.
 */
final class SoakLedger {
    /** A delivery that is under way. */
    private record Sent(long due, boolean timed) {}

    private final Map<String, Sent> underWay = new ConcurrentHashMap<>();
    private final SettledIds settled;
    private final Histogram latencies = OpenLoopSchedule.histogram();
    private List<Arrival> unknown = new ArrayList<>();
    private int received;
    private int repeated;

    /** Creates one for at most {@code events} deliveries. */
    SoakLedger(int events) {
        this.settled = new SettledIds(events);
    }

    /**
     * Notes a delivery.
     *
     * @param due when its event was to be published, of {@link System#nanoTime()}
     * @param timed whether its latency counts
     * @throws VoidRunException if another one under way has the same id
     */
    void sent(String id, long due, boolean timed) {
        if (underWay.put(id, new Sent(due, timed)) != null) {
            throw new VoidRunException("every delivery must have an id of its own, but two have " + id);
        }
    }

    /** Settles the deliveries that have arrived. */
    void settle(List<Arrival> arrivals) {
        List<Arrival> before = unknown;
        unknown = new ArrayList<>();
        before.forEach(this::settle);
        arrivals.forEach(this::settle);
    }

    /** Returns how many deliveries have arrived, each counted once. */
    int received() {
        return received;
    }

    /** Returns how many arrivals were of a delivery that had arrived before. */
    int repeated() {
        return repeated;
    }

    /** Returns how long those took that are timed and arrived since {@link #forgetLatencies}, in nanoseconds. */
    Histogram latencies() {
        return latencies;
    }

    void forgetLatencies() {
        latencies.reset();
    }

    /**
     * Checks that nothing is under way, once all was sent.
     *
     * @throws VoidRunException if anything is missing, or was never sent
     */
    void check() {
        settle(List.of());
        if (!unknown.isEmpty()) {
            throw new VoidRunException("received " + unknown.get(0).id() + ", which was never sent");
        }
        if (!underWay.isEmpty()) {
            throw new VoidRunException(underWay.size() + " deliveries were not received, such as "
                    + underWay.keySet().iterator().next());
        }
    }

    private void settle(Arrival arrival) {
        Sent sent = underWay.remove(arrival.id());
        if (sent != null) {
            received++;
            settled.add(arrival.id());
            if (sent.timed()) {
                latencies.recordValue(arrival.nanos() - sent.due());
            }
        } else if (settled.contains(arrival.id())) {
            repeated++;
        } else {
            unknown.add(arrival);
        }
    }
}
