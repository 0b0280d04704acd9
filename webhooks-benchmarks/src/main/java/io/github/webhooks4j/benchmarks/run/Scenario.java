package io.github.webhooks4j.benchmarks.run;

import io.github.webhooks4j.benchmarks.Subject;
import java.util.List;
import java.util.Map;

/** A measurement of every subject, round by round. */
public interface Scenario {
    /** The metric that every scenario has: what was done in a second. */
    String PER_SECOND = "per_second";
    /** What the name of a metric begins with that only one in a hundred exceeds. */
    String P99 = "p99_ms";
    /** What the name of a metric begins with that is a share of another one in the same round. */
    String SHARE = "share_of_";

    /** Returns the name on the command line and in reports. */
    String name();

    /** Returns the contenders, in the order of their turns. */
    List<Subject> subjects();

    /** Returns what a reader must know of how it was measured, by name. */
    Map<String, String> conditions();

    /**
     * Measures one round of one subject; returns the metrics by name, in the order of reports.
     *
     * @throws VoidRunException if not everything that was sent was received
     * @throws Exception if the subject fails; the run is void then
     */
    Map<String, Double> measure(Subject subject, Stage stage) throws Exception;
}
