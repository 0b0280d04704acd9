package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.spi.store.LaneKey;
import java.util.Collection;

/** Receives what a store has durably written, to notify other nodes. Thread-safe; must not wait. */
public interface StoreEventPublisher {
    /** For a store that only one node uses: there is no other node to notify. */
    StoreEventPublisher NONE = new StoreEventPublisher() {
        @Override
        public void workAvailable(Collection<LaneKey> lanes) {}

        @Override
        public void webhooksChanged() {}
    };

    /** Lanes have work that any node can claim now. */
    void workAvailable(Collection<LaneKey> lanes);

    /** Webhooks were changed. */
    void webhooksChanged();
}
