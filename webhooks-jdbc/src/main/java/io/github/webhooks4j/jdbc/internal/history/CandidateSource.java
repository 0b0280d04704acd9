package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** Candidates in their order, some of them at a time. Used by one thread. */
interface CandidateSource {
    /**
     * Some candidates.
     *
     * @param last whether there are none after these
     */
    record Part(List<Candidate> candidates, boolean last) {}

    /**
     * Asks for about {@code count} candidates after a position and after those that it has returned: there once the pipeline is flushed.
     */
    Supplier<Part> ask(StatementPipeline pipeline, Candidate after, int count) throws SQLException;

    /** Returns a source of what is known already. */
    static CandidateSource of(List<Candidate> known) {
        List<Candidate> sorted = known.stream().sorted().toList();
        return (pipeline, after, count) -> () -> new Part(
                sorted.stream()
                        .filter(candidate -> after.compareTo(candidate) < 0)
                        .toList(),
                true);
    }
}
