package io.github.webhooks4j.spi.store.work;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.spi.store.work.Writes.ChainWrite;
import io.github.webhooks4j.stats.ChainCounts;
import java.util.List;

/** Computes by how much written chains change the chain counts. */
final class CountsGrowth {
    private long accepted;
    private long complete;
    private long waiting;
    private long pending;
    private long interrupted;
    private long cancelled;

    private CountsGrowth() {}

    static ChainCounts of(List<ChainWrite> chains) {
        var growth = new CountsGrowth();
        for (ChainWrite chain : chains) {
            if (chain.before() == null) {
                growth.accepted++;
            } else {
                growth.count(chain.before().chain().state(), -1);
            }
            growth.count(chain.after().chain().state(), 1);
        }
        return new ChainCounts(
                growth.accepted, growth.complete, growth.waiting, growth.pending, growth.interrupted, growth.cancelled);
    }

    private void count(ChainState state, int change) {
        if (state instanceof ChainState.Delivering) {
            pending += change;
        } else if (state instanceof ChainState.AwaitingCallback) {
            waiting += change;
        } else if (state instanceof ChainState.Complete) {
            complete += change;
        } else if (state instanceof ChainState.Interrupted) {
            interrupted += change;
        } else {
            cancelled += change;
        }
    }
}
