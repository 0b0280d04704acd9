package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.engine.simulation.StoreMutant.Damage;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NodeLease;
import io.github.webhooks4j.testkit.InMemoryStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Shows that the simulation detects nodes that exceed a rate limit together. {@code RatesOfNodesTest} finds what is only wrong while
 * nodes come and go.
 */
@Tag("simulation")
class NodeMutantsTest {
    @Test
    void catches_a_store_in_which_no_node_finds_another_one() {
        StoreMutant.assertCaught(StoreMutant.damaging(new ShowsNoOther()));
    }

    private static final class ShowsNoOther implements Damage {
        @Override
        public DeliveringNodes renewNode(InMemoryStore store, LeaseRequest claimant) {
            NodeLease self = store.renewNode(claimant).self();
            return new DeliveringNodes(new NodeLease(self.node(), self.until(), Instant.EPOCH), List.of());
        }
    }
}
