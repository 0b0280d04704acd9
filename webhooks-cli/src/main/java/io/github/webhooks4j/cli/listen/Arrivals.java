package io.github.webhooks4j.cli.listen;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Remembers the latest requests: at most 500, and at most 64 MiB of bodies. Thread-safe. */
final class Arrivals {
    private static final int MAX_ARRIVALS = 500;
    private static final long MAX_BYTES = 64L << 20;

    // guarded by this, as all below
    private final Deque<Changed> latest = new ArrayDeque<>();
    private long bytes;
    private int change;

    private record Changed(Arrival arrival, int change) {}

    /** What has changed, and up to where: the next question begins there. */
    record Changes(List<Arrival> arrivals, int last) {}

    synchronized void add(Arrival arrival) {
        latest.addLast(new Changed(arrival, ++change));
        bytes += arrival.body().length;
        while (latest.size() > MAX_ARRIVALS || bytes > MAX_BYTES) {
            bytes -= latest.removeFirst().arrival().body().length;
        }
    }

    /** Records what became of a callback; nothing, if the request is no longer remembered. */
    synchronized void setCallback(int number, String result) {
        find(number).ifPresent(before -> {
            latest.remove(before);
            latest.addLast(new Changed(before.arrival().withCallback(result), ++change));
        });
    }

    synchronized Optional<Arrival> get(int number) {
        return find(number).map(Changed::arrival);
    }

    /** Returns what is new or has changed after {@code change}, which is 0 or the end of earlier {@link Changes}. */
    synchronized Changes since(int change) {
        var arrivals = new ArrayList<Arrival>();
        for (Changed each : latest) {
            if (each.change() > change) {
                arrivals.add(each.arrival());
            }
        }
        return new Changes(arrivals, this.change);
    }

    private Optional<Changed> find(int number) {
        return latest.stream().filter(each -> each.arrival().number() == number).findFirst();
    }
}
