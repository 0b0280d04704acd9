package io.github.webhooks4j.benchmarks.codec;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each round is a run of JMH, on one thread. */
record CodecScenario(List<Subject> subjects, boolean smoke) implements Scenario {
    private static final int WARM_UPS = 3;
    private static final int ITERATIONS = 5;
    private static final TimeValue ITERATION = TimeValue.seconds(1);
    private static final TimeValue SMOKE_ITERATION = TimeValue.milliseconds(20);

    private static final String ALLOCATED = "gc.alloc.rate.norm";
    /** The benchmark whose figure represents all of them where only one is reported. */
    private static final String MAIN = "payload_parse";

    @Override
    public String name() {
        return "codec";
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new TreeMap<String, String>();
        conditions.put(
                "messages",
                Sample.payload().length + " bytes of payload, " + Sample.callback().length
                        + " bytes of callback, both of Docker's documentation");
        conditions.put("per_second", MAIN + "; the others stand by their names, allocated bytes beside them");
        conditions.put(
                "jmh",
                smoke
                        ? "inside this process, for an instant"
                        : WARM_UPS + " iterations to warm up, " + ITERATIONS
                                + " measured, 1 s each, in a process of its own");
        return conditions;
    }

    /** JMH warms up what it measures. */
    @Override
    public boolean isMeasuredWarm() {
        return false;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws RunnerException {
        var codec = (Codec) subject;
        var metrics = new TreeMap<String, Double>();
        for (RunResult result : new Runner(options(codec).build()).run()) {
            String metric = codec.metric(result.getParams().getBenchmark());
            double perSecond =
                    TimeUnit.SECONDS.toNanos(1) / result.getPrimaryResult().getScore();
            metrics.put(metric.equals(MAIN) ? PER_SECOND : PER_SECOND + "_" + metric, perSecond);
            metrics.put(
                    "allocated_bytes_" + metric,
                    requireNonNull(
                                    result.getSecondaryResults().get(ALLOCATED),
                                    "JMH's GC profiler must report " + ALLOCATED + ", did not")
                            .getScore());
        }
        return metrics;
    }

    private ChainedOptionsBuilder options(Codec codec) {
        var options = new OptionsBuilder()
                .include(codec.benchmarks())
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        return smoke
                ? options.forks(0).warmupIterations(0).measurementIterations(1).measurementTime(SMOKE_ITERATION)
                : options.forks(1)
                        .warmupIterations(WARM_UPS)
                        .warmupTime(ITERATION)
                        .measurementIterations(ITERATIONS)
                        .measurementTime(ITERATION);
    }
}
