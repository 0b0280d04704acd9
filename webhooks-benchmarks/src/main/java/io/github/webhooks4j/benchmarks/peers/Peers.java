package io.github.webhooks4j.benchmarks.peers;

import io.github.webhooks4j.benchmarks.Contender;
import java.util.List;

/** Who the peers are. None of them signs, keeps a history or limits what one destination gets. */
public final class Peers {
    /** Of each peer: what its rows in a database of two cores and a receiver that answers at once can keep busy. */
    static final int THREADS = 32;

    private Peers() {}

    /** Returns all of them, in the order of tables. */
    public static List<Contender> all() {
        return List.of(new DbSchedulerPeer(), new TransactionOutboxPeer(), new JobRunrPeer(), new SkipLockedLoop());
    }
}
