package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.receiver.Arrival;
import io.github.webhooks4j.benchmarks.run.RoundLedger;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * The load on one subject: first a burst, then events one by one at a steady rate. Nothing is expected of destinations that
 * never respond. Confined to one thread.
 */
final class Load {
    /** Events offered per second, open loop. */
    static final int RATE = 1_000;

    private static final int BATCH = 100;
    private static final int THREADS = 32;

    private final Running running;
    private final Stage stage;
    private final int destinations;
    private final int silent;
    private final int measured;
    private int next;

    /**
     * Creates a load on a subject.
     *
     * @param destinations how many it has; events go to them in turn
     * @param silent how many of them, the last ones, never respond
     * @param measured how many of them, the first ones, have their throughput measured
     */
    Load(Running running, Stage stage, int destinations, int silent, int measured) {
        this.running = running;
        this.stage = stage;
        this.destinations = destinations;
        this.silent = silent;
        this.measured = measured;
    }

    /** Applies both to the subject, one after the other. */
    Endured measure(int events, int seconds) throws InterruptedException {
        Usage before = Usage.now(stage);
        double perSecond = burst(events);
        double cpuMicros = Usage.now(stage).since(before).cpuMicros(events);
        return new Endured(perSecond, cpuMicros, latencies(seconds));
    }

    /** Publishes events in batches; returns how many a second were received by those that are measured. */
    private double burst(int events) {
        stage.receiver().reset();
        int from = next;
        next += events;
        var expected = new ArrayList<String>(events);
        long start = System.nanoTime();
        for (int first = from; first < next; first += BATCH) {
            int end = Math.min(first + BATCH, next);
            var jobs = new ArrayList<Job>(BATCH);
            for (int number = first; number < end; number++) {
                jobs.add(Jobs.job(number, number % destinations));
            }
            List<String> ids = running.publish(jobs);
            for (int i = 0; i < ids.size(); i++) {
                if (answers(first + i)) {
                    expected.add(ids.get(i));
                }
            }
        }
        List<Arrival> arrivals = arrivals(expected);
        double seconds = (arrivals.get(arrivals.size() - 1).nanos() - start) / 1e9;
        return IntStream.range(from, next)
                        .filter(number -> number % destinations < measured)
                        .count()
                / seconds;
    }

    /** Publishes for {@code seconds} at the rate; returns the latencies, in nanoseconds, of events that can be received. */
    private Histogram latencies(int seconds) throws InterruptedException {
        stage.receiver().reset();
        int from = next;
        int events = RATE * seconds;
        next += events;
        OpenLoopSchedule schedule = OpenLoopSchedule.of(RATE);
        List<String> sent = Publishers.publish(THREADS, events, number -> {
            schedule.await(number);
            return running.publish(List.of(Jobs.job(from + number, (from + number) % destinations)))
                    .get(0);
        });
        var expected = new ArrayList<String>(events);
        for (int number = 0; number < events; number++) {
            if (answers(from + number)) {
                expected.add(sent.get(number));
            }
        }
        return schedule.latencies(sent, arrivals(expected));
    }

    private boolean answers(int number) {
        return number % destinations < destinations - silent;
    }

    private List<Arrival> arrivals(List<String> expected) {
        stage.receiver().await(expected.size(), Burst.PATIENCE);
        List<Arrival> arrivals = stage.receiver().arrivals();
        RoundLedger.check(expected, arrivals);
        return arrivals;
    }
}
