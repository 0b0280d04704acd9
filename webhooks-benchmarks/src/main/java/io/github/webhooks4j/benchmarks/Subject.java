package io.github.webhooks4j.benchmarks;

/** One way to deliver jobs to a receiver. Stateless. */
public interface Subject {
    /** Returns the name in tables and reports, such as {@code webhooks-sqlite}. */
    String name();

    /** Returns its configuration, as a sentence, with what its own documentation recommends. */
    String tuning();

    /** Returns whether it gets a tenth of the events in scenarios of maximum speed, so that a run ends in time. */
    default boolean isSlow() {
        return false;
    }

    /**
     * Returns whether it limits what one destination occupies. Otherwise destinations that never respond may occupy all that it
     * has, and a scenario with such destinations states how much it received in a certain time.
     */
    default boolean limitsDestinations() {
        return false;
    }

    /**
     * Starts it with an empty queue, or on what {@link Backlogged#fill} has put into it.
     *
     * @throws Exception if it does not start; the run is void then
     */
    Running start(Setup setup) throws Exception;
}
