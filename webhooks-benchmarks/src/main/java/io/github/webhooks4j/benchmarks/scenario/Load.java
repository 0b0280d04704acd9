package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.receiver.Arrival;
import io.github.webhooks4j.benchmarks.run.RoundLedger;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The load on one subject: first a burst, then events one by one at a steady rate. A slow subject gets a tenth of both. Nothing is
 * expected of destinations that never respond. Confined to one thread.
 */
final class Load {
    /** Events offered per second, open loop. */
    static final int RATE = 1_000;

    private static final int BATCH = 100;
    private static final int THREADS = 32;

    private final Subject subject;
    private final Running running;
    private final Stage stage;
    private final Destinations destinations;
    private final boolean noisyRespond;
    /** What was received before; any of it may be repeated later. */
    private final Set<String> earlier = new HashSet<>();

    private int next;

    /**
     * Creates a load on a subject.
     *
     * @param destinations those that it has; events go to them in turn, and the throughput of the noisy ones is not measured
     * @param noisyRespond whether the noisy ones respond
     */
    Load(Subject subject, Running running, Stage stage, Destinations destinations, boolean noisyRespond) {
        this.subject = subject;
        this.running = running;
        this.stage = stage;
        this.destinations = destinations;
        this.noisyRespond = noisyRespond;
    }

    /** Returns a load with one destination, which responds. */
    static Load onOne(Subject subject, Running running, Stage stage) {
        return new Load(subject, running, stage, new Destinations(1, 0), true);
    }

    /**
     * Destinations of which some are noisy: spread evenly, so that few events in turn meet as large a share of them as many.
     *
     * @param noisy how many of them are
     */
    record Destinations(int count, int noisy) {
        /** Returns whether the destination of an event is noisy. */
        boolean isNoisy(int number) {
            long place = number % count;
            return (place + 1) * noisy / count > place * noisy / count;
        }
    }

    /** What was published: the ids of all by number, and those that can be received. */
    private record Sent(List<String> ids, List<String> expected) {}

    /** What was received of it, and which share that is of what can be received. */
    private record Received(List<Arrival> arrivals, double share) {}

    /** Returns what a reader must know of {@link #measureWithin}. */
    static String limit(Duration patience) {
        return "contenders that do not limit what one destination occupies have " + patience.toSeconds()
                + " s after the last publish to deliver the rest; received_share is what was received by then, and"
                + " per_second its rate; if that is not all, there is no CPU and no steady rate. A percentile is given"
                + " only if it was received";
    }

    /** Applies both to the subject, one after the other; the run is void if not all is received. */
    Endured measure(int events, int seconds) throws InterruptedException {
        return measure(events, seconds, Burst.PATIENCE, true);
    }

    /** The same, but all must be received only if the subject limits what one destination occupies. */
    Endured measureWithin(Duration patience, int events, int seconds) throws InterruptedException {
        return subject.limitsDestinations() ? measure(events, seconds) : measure(events, seconds, patience, false);
    }

    private Endured measure(int events, int seconds, Duration patience, boolean allIsRequired)
            throws InterruptedException {
        int burst = Burst.share(subject, events);
        Usage before = Usage.now(stage);
        stage.receiver().reset();
        long start = System.nanoTime();
        Received received = await(burst(burst), patience, allIsRequired);
        boolean isAll = received.share() == 1;
        double seen = seconds(start, isAll ? last(received.arrivals()) : System.nanoTime());
        double perSecond = measured(burst) * received.share() / seen;
        if (!isAll) {
            return Endured.unfinished(perSecond, received.share());
        }
        double cpuMicros = Usage.now(stage).since(before).cpuMicros(burst);

        stage.receiver().reset();
        OpenLoopSchedule schedule = OpenLoopSchedule.of(Burst.share(subject, RATE));
        Sent sent = atRate(schedule, seconds);
        Received atRate = await(sent, patience, allIsRequired);
        return new Endured(perSecond, 1, cpuMicros, schedule.latencies(sent.ids(), atRate.arrivals()), atRate.share());
    }

    /** Publishes events in batches. */
    private Sent burst(int events) {
        int from = next;
        next += events;
        var ids = new ArrayList<String>(events);
        for (int first = from; first < next; first += BATCH) {
            var jobs = new ArrayList<Job>(BATCH);
            for (int number = first; number < Math.min(first + BATCH, next); number++) {
                jobs.add(job(number));
            }
            ids.addAll(running.publish(jobs));
        }
        return sent(from, ids);
    }

    /** Publishes for {@code seconds} at a rate. */
    private Sent atRate(OpenLoopSchedule schedule, int seconds) throws InterruptedException {
        int from = next;
        int events = schedule.perSecond() * seconds;
        next += events;
        List<String> ids = Publishers.publish(THREADS, events, number -> {
            schedule.await(number);
            return running.publish(List.of(job(from + number))).get(0);
        });
        return sent(from, ids);
    }

    private Job job(int number) {
        return Jobs.job(number, number % destinations.count());
    }

    private Sent sent(int from, List<String> ids) {
        List<String> expected = IntStream.range(0, ids.size())
                .filter(i -> noisyRespond || !destinations.isNoisy(from + i))
                .mapToObj(ids::get)
                .toList();
        return new Sent(ids, expected);
    }

    private Received await(Sent sent, Duration patience, boolean allIsRequired) {
        List<String> expected = sent.expected();
        long end = System.nanoTime() + patience.toNanos();
        int awaited = expected.size();
        while (true) {
            boolean isReached = stage.receiver().isReached(awaited, leftUntil(end));
            List<Arrival> all = stage.receiver().arrivals();
            List<Arrival> arrivals = all.stream()
                    .filter(arrival -> !earlier.contains(arrival.id()))
                    .toList();
            int missing = RoundLedger.missing(expected, arrivals);
            if (missing == 0 || !isReached) {
                if (allIsRequired) {
                    RoundLedger.check(expected, arrivals);
                }
                earlier.addAll(expected);
                return new Received(arrivals, 1 - (double) missing / expected.size());
            }
            // The others were repetitions.
            awaited = all.size() + missing;
        }
    }

    private static Duration leftUntil(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    private long measured(int burst) {
        return IntStream.range(0, burst)
                .filter(number -> !destinations.isNoisy(number))
                .count();
    }

    private static long last(List<Arrival> arrivals) {
        return arrivals.get(arrivals.size() - 1).nanos();
    }

    private static double seconds(long start, long end) {
        return (end - start) / 1e9;
    }
}
