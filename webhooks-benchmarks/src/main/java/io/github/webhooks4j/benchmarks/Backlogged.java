package io.github.webhooks4j.benchmarks;

import java.time.Duration;

/** A subject that can be given jobs that wait, faster than by publishing them. */
public interface Backlogged extends Subject {
    /**
     * Puts jobs into the empty queue of a setup, on which it has not been started yet.
     *
     * @param job what each of them is like, but for its id
     * @param jobs how many
     * @param dueIn when they are due, from now on; zero for at once
     * @throws Exception if they are not all there; the run is void then
     */
    void fill(Setup setup, Job job, int jobs, Duration dueIn) throws Exception;
}
