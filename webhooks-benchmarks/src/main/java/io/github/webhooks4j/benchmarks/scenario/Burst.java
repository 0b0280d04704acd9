package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.RoundLedger;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Usage;
import io.github.webhooks4j.benchmarks.run.Waiting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A burst of events to one destination that responds at once: what is measured, for every way to publish. */
public final class Burst {
    /** The bound of a whole round: more than the slowest subject needs. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);
    /** The threads of the bare client, and the concurrency limit of the destination. */
    public static final int IN_FLIGHT = 16;
    /** The deadline of one request, as this library's default. */
    public static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final int SLOW_SHARE = 10;

    /** How a scenario publishes {@code events} events; returns their webhook ids. */
    interface Publishing {
        List<String> publish(Running running, int events) throws InterruptedException;
    }

    private Burst() {}

    /** Returns how many of {@code events} events a subject gets. */
    static int share(Subject subject, int events) {
        return subject.isSlow() ? Math.max(1, events / SLOW_SHARE) : events;
    }

    /** Returns for the reader of a report which subjects get a tenth; empty if none does. */
    static String tenths(List<Subject> subjects) {
        String slow =
                subjects.stream().filter(Subject::isSlow).map(Subject::name).collect(Collectors.joining(", "));
        return slow.isEmpty() ? "" : "; a tenth for " + slow;
    }

    static Map<String, String> conditions(List<Subject> subjects, int events) {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put("events", events + tenths(subjects));
        conditions.put(
                "sent", Jobs.bodyLength() + " bytes each to one destination, " + IN_FLIGHT + " at a time at most");
        conditions.put("time", "from the first publish until all is received and the contender's books are closed");
        return conditions;
    }

    static Map<String, Double> measure(Subject subject, Stage stage, int events, Publishing publishing)
            throws Exception {
        int share = share(subject, events);
        try (Running running = subject.start(stage.next(List.of("/ok"), IN_FLIGHT, IN_FLIGHT, DEADLINE))) {
            Usage before = Usage.now(stage);
            long start = System.nanoTime();
            List<String> sent = publishing.publish(running, share);
            stage.receiver().await(share, PATIENCE);
            Waiting.until(PATIENCE, subject.name() + " must have nothing left to do, had", running::isDrained);
            double seconds = (System.nanoTime() - start) / 1e9;
            Usage used = Usage.now(stage).since(before);
            int repeated = RoundLedger.check(sent, stage.receiver().arrivals());

            var metrics = new LinkedHashMap<String, Double>();
            metrics.put(Scenario.PER_SECOND, share / seconds);
            metrics.putAll(used.perDelivery(share));
            metrics.put("repeated", (double) repeated);
            return metrics;
        }
    }
}
