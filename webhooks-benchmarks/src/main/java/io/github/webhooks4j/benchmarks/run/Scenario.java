package io.github.webhooks4j.benchmarks.run;

import io.github.webhooks4j.benchmarks.Subject;
import java.util.List;
import java.util.Map;

/** A measurement of every subject, round by round. */
public interface Scenario {
    /** The metric that every scenario has: operations per second. */
    String PER_SECOND = "per_second";
    /** The metric of scenarios that deliver: microseconds of CPU time per delivery, all processes, compilers left out. */
    String CPU = "cpu_us";
    /** The contender that others are compared with. */
    String BASE = "raw-okhttp";
    /** The prefix of the names of 99th percentiles. */
    String P99 = "p99_ms";
    /** The prefix of the names of metrics that are a share of another one in the same round. */
    String SHARE = "share_of_";

    /** Returns the name on the command line and in reports. */
    String name();

    /** Returns the contenders, in the order of their turns. */
    List<Subject> subjects();

    /** Returns the conditions of the measurement that a reader must know, by name. */
    Map<String, String> conditions();

    /**
     * Returns whether rounds are run until the compilers of this process are idle. Otherwise one is, because what is measured
     * warms up in a process of its own, or not at all.
     */
    default boolean isMeasuredWarm() {
        return true;
    }

    /**
     * Returns whether a round is so long that what it does to warm up is a small part of it: then no round is run before those
     * that are counted, of which there is one unless the command line says otherwise.
     */
    default boolean isLong() {
        return false;
    }

    /**
     * Measures one round of one subject; returns the metrics by name, in the order of reports.
     *
     * @throws VoidRunException if not everything that was sent was received
     * @throws Exception if the subject fails; the run is void then
     */
    Map<String, Double> measure(Subject subject, Stage stage) throws Exception;
}
