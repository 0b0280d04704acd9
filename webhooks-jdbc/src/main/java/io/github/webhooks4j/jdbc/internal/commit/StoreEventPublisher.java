package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.store.LaneKey;
import java.util.Collection;

/** Hears what a store has durably written, to tell other nodes. Thread-safe; must not wait. */
public interface StoreEventPublisher {
    /** For a store that only one node uses: there is nobody to tell. */
    StoreEventPublisher NONE = new StoreEventPublisher() {
        @Override
        public void workAvailable(Collection<LaneKey> lanes) {}

        @Override
        public void webhooksChanged() {}
    };

    /** There is work in lanes that anybody can claim now. */
    void workAvailable(Collection<LaneKey> lanes);

    /** Webhooks were changed. */
    void webhooksChanged();
}
