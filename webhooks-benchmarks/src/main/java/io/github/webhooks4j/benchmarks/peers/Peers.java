package io.github.webhooks4j.benchmarks.peers;

import io.github.webhooks4j.benchmarks.Contender;
import java.util.List;

/** The competitors. None of them signs, stores a history or limits the load of one destination. */
public final class Peers {
    /** Threads of each competitor: as many as a database on two cores and a receiver that responds at once can keep busy. */
    static final int THREADS = 32;

    private Peers() {}

    /** Returns all competitors, in the order of tables. */
    public static List<Contender> all() {
        return List.of(new DbSchedulerPeer(), new TransactionOutboxPeer(), new JobRunrPeer(), new SkipLockedLoop());
    }
}
