package io.github.webhooks4j.benchmarks.competitors;

import io.github.webhooks4j.benchmarks.Subject;
import java.util.List;

/** Who the competitors are. None of them signs, keeps a history or limits what one destination gets. */
public final class Competitors {
    /** Of each competitor: what its rows in a database of two cores and a receiver that answers at once can keep busy. */
    static final int THREADS = 32;

    private Competitors() {}

    /** Returns all of them, in the order of tables. */
    public static List<Subject> all() {
        return List.of(
                new DbSchedulerCompetitor(),
                new TransactionOutboxCompetitor(),
                new JobRunrCompetitor(),
                new SkipLockedLoop());
    }
}
