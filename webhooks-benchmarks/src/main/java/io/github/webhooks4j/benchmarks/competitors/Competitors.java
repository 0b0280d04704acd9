package io.github.webhooks4j.benchmarks.competitors;

import io.github.webhooks4j.benchmarks.Subject;
import java.util.List;

/** The competitors. None of them signs, stores a history or limits the load of one destination. */
public final class Competitors {
    /** Threads of each competitor: as many as a database on two cores and a receiver that responds at once can keep busy. */
    static final int THREADS = 32;

    private Competitors() {}

    /** Returns all competitors, in the order of tables. */
    public static List<Subject> all() {
        return List.of(
                new DbSchedulerCompetitor(),
                new TransactionOutboxCompetitor(),
                new JobRunrCompetitor(),
                new SkipLockedLoop());
    }
}
